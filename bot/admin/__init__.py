"""The pages of the sales team: its customers, what is remembered of each with its evidence, and what went wrong.

The app that takes the blueprint in must have CSRF protection (Flask-WTF) and a secret key.
"""

from flask import Blueprint

from bot.admin.errors import register_page_errors
from bot.admin.pages import AdminPages
from bot.admin.sign_in import init_sign_in
from bot.services import Services

__all__ = ["create_admin", "init_sign_in", "register_page_errors"]


def create_admin(services: Services) -> Blueprint:
    """The pages under /admin. Call `init_sign_in` for the same app."""
    return AdminPages(services).blueprint()
