"""Signing in: one account, named by the settings."""

import hashlib
import hmac
import re

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from bot.admin.guessing import GuessingBrake
from bot.services import Services
from bot.settings import Settings

WRONG = "This e-mail and password do not belong together."
TOO_MANY = "There were too many tries from this address. Wait a minute, then try again."
_LOCAL_PATH = re.compile(r"/admin(?:[/?][^\\\s]*)?")


class SalesTeam(UserMixin):  # type: ignore[misc] # Flask-Login carries no types
    """The one account; `email` is who has done what is done with it.

    Its id changes with the password, so that a new password ends all older sign-ins.
    """

    def __init__(self, settings: Settings, secret_key: str) -> None:
        self.email = settings.admin_email
        account = f"{settings.admin_email}\0{settings.admin_password}"
        self.id = hmac.new(secret_key.encode(), account.encode(), hashlib.sha256).hexdigest()


class SignInForm(FlaskForm):  # type: ignore[misc] # Flask-WTF carries no types
    """E-mail and password."""

    email = StringField("E-mail", [InputRequired("Your e-mail is needed."), Length(max=255)])
    password = PasswordField("Password", [InputRequired("Your password is needed."), Length(max=255)])


def init_sign_in(app: Flask, services: Services) -> None:
    """Let the app know who is signed in. `app.secret_key` must be set."""
    if not app.secret_key:
        raise ValueError("SECRET_KEY must be set before anybody can sign in.")
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator] # Flask-Login carries no types
    def load_user(user_id: str) -> SalesTeam | None:
        team = _sales_team(services.settings)
        return team if hmac.compare_digest(user_id.encode(), team.id.encode()) else None

    manager.unauthorized_handler(ask_to_sign_in)


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in, and back from there to the page they wanted."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("admin.sign_in", next=wanted))


def _sales_team(settings: Settings) -> SalesTeam:
    return SalesTeam(settings, str(current_app.secret_key))


class SignInPage:
    """Signs the sales team in and out."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._brake = GuessingBrake()

    def sign_in(self) -> ResponseReturnValue:
        """Ask who it is; the answer to anything wrong is the same sentence."""
        wanted = local_path(request.args.get("next", ""))
        if current_user.is_authenticated:
            return redirect(wanted)
        form = SignInForm()
        problem, status = None, 200
        if form.validate_on_submit():
            problem, status = self._try(str(form.email.data), str(form.password.data))
            if problem is None:
                return redirect(wanted)
        return render_template("admin/sign_in.html", form=form, problem=problem), status

    def sign_out(self) -> ResponseReturnValue:
        """Forget who it is."""
        logout_user()
        session.clear()
        return redirect(url_for("admin.sign_in"))

    def _try(self, email: str, password: str) -> tuple[str | None, int]:
        address, now = request.remote_addr or "", self._services.clock.now()
        if self._brake.is_on(address, now):
            return TOO_MANY, 429
        if not is_account(self._services.settings, email, password):
            self._brake.record_failure(address, now)
            return WRONG, 403
        session.clear()  # nothing that was planted before the sign-in outlives it
        login_user(_sales_team(self._services.settings))
        return None, 200


def is_account(settings: Settings, email: str, password: str) -> bool:
    """Whether both are the account's, found out in a time that does not tell which one is wrong."""
    same_email = hmac.compare_digest(email.strip().casefold().encode(), settings.admin_email.casefold().encode())
    same_password = hmac.compare_digest(password.encode(), settings.admin_password.encode())
    return same_email & same_password & bool(settings.admin_email and settings.admin_password)


def local_path(wanted: str) -> str:
    """Where to go after signing in: a path of the admin pages, never another site."""
    return wanted if _LOCAL_PATH.fullmatch(wanted) else url_for("admin.list_of_customers")
