"""Moments as the sales team reads them: in the shop's time zone. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60
HOUR = 60 * MINUTE


class Moments:
    """Puts moments into words, for one time zone."""

    def __init__(self, timezone: str) -> None:
        """`timezone` is an IANA name."""
        self._zone = ZoneInfo(timezone)

    def local(self, moment: datetime) -> datetime:
        """The moment in the shop's time zone."""
        return moment.astimezone(self._zone)

    def exact(self, moment: datetime) -> str:
        """Such as "12 May 2026, 14:03"."""
        local = self.local(moment)
        return f"{local.day} {local:%b %Y, %H:%M}"

    def time_of_day(self, moment: datetime) -> str:
        """Such as "14:03"."""
        return f"{self.local(moment):%H:%M}"

    def day(self, moment: datetime) -> str:
        """Such as "Tuesday, 12 May 2026"."""
        local = self.local(moment)
        return f"{local:%A}, {local.day} {local:%B %Y}"

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long ago: "just now", "5 min ago", "3 h ago", "yesterday", "4 days ago", then the date."""
        seconds = (now - moment).total_seconds()
        if seconds < MINUTE:
            return "just now"
        if seconds < HOUR:
            return f"{int(seconds // MINUTE)} min ago"
        days = (self.local(now).date() - self.local(moment).date()).days
        if days == 0 or seconds < 12 * HOUR:
            return f"{int(seconds // HOUR)} h ago"
        return self._days_ago(moment, days)

    def until(self, moment: datetime, now: datetime) -> str:
        """How long until then: "now", "in 40 s", "in 5 min", "in 3 h", then the exact moment."""
        left = moment - now
        if left <= timedelta(0):
            return "now"
        if left < timedelta(minutes=1):
            return f"in {int(left.total_seconds()) + 1} s"
        if left < timedelta(hours=1):
            return f"in {int(left.total_seconds() // MINUTE)} min"
        if left < timedelta(hours=12):
            return f"in {int(left.total_seconds() // HOUR)} h"
        return f"on {self.exact(moment)}"

    def _days_ago(self, moment: datetime, days: int) -> str:
        if days == 1:
            return "yesterday"
        if days < 7:
            return f"{days} days ago"
        local = self.local(moment)
        return f"{local.day} {local:%b %Y}"
