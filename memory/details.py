"""What an incoming message brings beside its words, as the channel tells it. Pure."""

from pydantic import BaseModel, ConfigDict, Field


class Location(BaseModel):
    """A place that a customer shared. Degrees; `label` and `address` may be empty."""

    model_config = ConfigDict(frozen=True)

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    label: str = ""
    address: str = ""


class Referral(BaseModel):
    """The ad or post that a customer came from. `click_id` is the channel's own name for the click."""

    model_config = ConfigDict(frozen=True)

    headline: str = ""
    body: str = ""
    source_type: str = ""
    source_id: str = ""
    source_url: str = ""
    click_id: str = ""


class Details(BaseModel):
    """`replies_to` is the provider's id of the message replied to, `payload` what a button or list pick stands for."""

    model_config = ConfigDict(frozen=True)

    location: Location | None = None
    referral: Referral | None = None
    replies_to: str = ""
    payload: str = ""
    is_forwarded: bool = False
