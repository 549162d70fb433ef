"""The routes of the admin pages."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from bot.admin import queries, words
from bot.admin.consent_page import ConsentPage
from bot.admin.customer_page import CustomerReader
from bot.admin.editing_page import EditingPage, OpenForm, asked_form, asked_version
from bot.admin.erasing_page import ErasingPage
from bot.admin.files_page import FilesPage
from bot.admin.health_page import HealthPage
from bot.admin.keys_page import KeysPage
from bot.admin.merging_page import MergingPage
from bot.admin.moments import Moments
from bot.admin.progress import progress_by_id
from bot.admin.queries import CustomerSearch
from bot.admin.sign_in import SignInPage, ask_to_sign_in, local_path
from bot.admin.takeover_page import TakeoverPage, Writing, blank_writing
from bot.services import Services
from memory.channel_alerts import standing_alerts, take_alert_away
from memory.customers import lock_customer, unflag
from memory.database import LARGEST_KEY
from memory.leases import Work
from memory.profile import Stage
from memory.remembering import retry_remembering

LIVE = "X-Rapport-Live"
"""Sent by a page's own script when it asks for the living parts of the page alone."""

TABS = ("profile", "versions", "conversation")
MOST_PAGES = 100_000


class AdminPages:
    """Shows the sales team its customers and what is remembered of them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._moments = Moments(services.settings.shop_timezone)

    def blueprint(self) -> Blueprint:
        """All routes under /admin. Everything but the sign-in asks who it is."""
        blueprint = Blueprint("admin", __name__, url_prefix="/admin")
        door = SignInPage(self._services)
        blueprint.add_url_rule("/sign-in", "sign_in", door.sign_in, methods=["GET", "POST"])
        blueprint.add_url_rule("/sign-out", "sign_out", door.sign_out, methods=["POST"])
        blueprint.add_url_rule("/", "list_of_customers", self.list_of_customers)
        one = "/customers/<key:customer_id>"
        for tab in TABS:
            rule = one if tab == "profile" else f"{one}/{tab}"
            blueprint.add_url_rule(rule, tab, self.customer, defaults={"tab": tab})
        EditingPage(self._services, self._show_profile).add_to(blueprint)
        blueprint.add_url_rule(f"{one}/flag/done", "take_flag_away", self.take_flag_away, methods=["POST"])
        blueprint.add_url_rule("/alerts/<key:alert_id>/done", "take_alert_away", self.take_alert_away, methods=["POST"])
        blueprint.add_url_rule("/rememberings", "rememberings", self.rememberings)
        blueprint.add_url_rule("/rememberings/<key:remembering_id>/retry", "retry", self.retry, methods=["POST"])
        ConsentPage(self._services).add_to(blueprint)
        KeysPage(self._services).add_to(blueprint)
        MergingPage(self._services).add_to(blueprint)
        HealthPage(self._services).add_to(blueprint)
        FilesPage(self._services).add_to(blueprint)
        TakeoverPage(self._services, self._show_writing).add_to(blueprint)
        ErasingPage(self._services).add_to(blueprint)
        blueprint.before_request(_require_sign_in)
        blueprint.after_request(_name_state)
        self._teach_templates(blueprint)
        return blueprint

    def list_of_customers(self) -> str:
        """The list of customers."""
        search = CustomerSearch(
            words=request.args.get("search", "").strip()[:200],
            stage=request.args.get("stage", ""),
            flagged="flagged" in request.args,
            page=min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES),
            region=self._services.settings.phone_region,
        )
        with self._services.database.reading() as session:
            found = queries.find_customers(session, search)
            flagged = queries.count_flagged_customers(session)
            alerts = standing_alerts(session, self._services.clock.now())
        return render_template(
            "admin/customers.html", search=search, found=found, flagged=flagged, stages=list(Stage), alerts=alerts
        )

    def customer(self, customer_id: int, tab: str) -> str:
        """One customer: profile or versions on the left, the conversation on the right; on a phone one of the three."""
        return self._show_customer(customer_id, tab, asked_form() if tab == "profile" else None)

    def _show_profile(self, customer_id: int, form: OpenForm | None) -> str:
        return self._show_customer(customer_id, "profile", form)

    def _show_writing(self, customer_id: int, writing: Writing) -> str:
        return self._show_customer(customer_id, "conversation", writing=writing)

    def _show_customer(
        self, customer_id: int, tab: str, form: OpenForm | None = None, writing: Writing | None = None
    ) -> str:
        around = _number("around")
        with self._services.database.reading() as session:
            reader = CustomerReader(session, customer_id, self._services.clock.now())
            header = reader.header()
            if header is None:
                abort(404)
            return render_template(
                "admin/customer.html",
                tab=tab,
                header=header,
                sections=reader.sections(header.profile) if tab != "versions" else [],
                suggestions=reader.suggestions(header.profile) if tab != "versions" else [],
                open_form=form,
                restoring=reader.restoring(asked_version("restore")) if tab == "versions" else None,
                versions=reader.versions(_number("below")) if tab == "versions" else None,
                conversation=reader.conversation(self._moments, around=around, before=_number("before")),
                around=around,
                alerts=standing_alerts(session, self._services.clock.now()),
                writing=writing or blank_writing(),
            )

    def take_flag_away(self, customer_id: int) -> ResponseReturnValue:
        """The person whom the flag called has come."""
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            if customer is None:
                abort(404)
            unflag(customer)
        flash("The flag is taken away.")
        return _back()

    def take_alert_away(self, alert_id: int) -> ResponseReturnValue:
        """The team has seen to what kept a number from sending; what waited for it is sent."""
        with self._services.database.transaction() as session:
            take_alert_away(session, alert_id)
        flash("The alert is taken away. What waited for it is sent within five minutes.")
        return _back()

    def rememberings(self) -> str:
        """Rememberings that failed or wait for another try."""
        now = self._services.clock.now()
        with self._services.database.reading() as session:
            troubles = queries.find_troubles(session)
        progress = progress_by_id((trouble.remembering for trouble in troubles), now, is_working=False)
        return render_template("admin/rememberings.html", troubles=troubles, progress=progress)

    def retry(self, remembering_id: int) -> ResponseReturnValue:
        """Remember a session again, now."""
        with self._services.database.transaction() as session:
            is_retried = retry_remembering(session, remembering_id, self._services.clock.now())
        if is_retried:
            self._services.queueing.wake(Work.REMEMBER)
            flash("The session is being remembered again.")
        else:
            flash("There was nothing to retry: the session is remembered.")
        return _back()

    def _teach_templates(self, blueprint: Blueprint) -> None:
        moments, clock = self._moments, self._services.clock
        blueprint.add_app_template_filter(moments.exact, "exact")
        blueprint.add_app_template_filter(moments.time_of_day, "time_of_day")
        blueprint.add_app_template_filter(moments.day, "day")
        blueprint.add_app_template_filter(lambda moment: moments.ago(moment, clock.now()), "ago")
        blueprint.add_app_template_filter(lambda moment: moments.until(moment, clock.now()), "until")
        blueprint.add_app_template_filter(lambda value, names: words.in_words(names, value), "in_words")
        blueprint.app_context_processor(self._page_facts)

    def _page_facts(self) -> dict[str, Any]:
        """What every page may say, error pages included; so nothing here asks the database."""
        settings = self._services.settings
        return {
            "shop_name": settings.shop_name,
            "has_phone": settings.has_phone,
            "retention_days": settings.retention_days,
            "has_offline_model": self._services.language_model.is_offline,
            "session_timeout_minutes": round(settings.session_timeout_seconds / 60),
            "words": words,
            "layout": "live.html" if LIVE in request.headers else "base.html",
        }


def _require_sign_in() -> ResponseReturnValue | None:
    if request.endpoint == "admin.sign_in" or current_user.is_authenticated:
        return None
    return ask_to_sign_in()


def _name_state(response: Response) -> Response:
    """Living parts that have not changed since they were asked for last are not sent again."""
    if LIVE in request.headers and response.status_code == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _back() -> ResponseReturnValue:
    return redirect(local_path(request.args.get("next", "")))


def _number(name: str) -> int | None:
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_KEY else None
