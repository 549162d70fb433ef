"""The bot: the only folder that knows Flask, RQ, Twilio and OpenAI."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.services import Services
    from bot.settings import Settings


def create_app(settings: "Settings", services: "Services") -> "Flask":
    """The web application with all its routes."""
    from bot.app import build_app  # noqa: PLC0415 - workers import this package and need no web framework

    return build_app(settings, services)
