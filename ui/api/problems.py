"""Problem details (RFC 9457) as the API's document describes them, and refusals of media types.

How an error becomes one is the business of `ui.access`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

TYPE = "application/problem+json"
MEANINGS = {
    400: "The request cannot be read.",
    401: "Nobody the server knows.",
    403: "Not from there, or not for this visitor.",
    404: "Not there, or not for this visitor to see.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A field is missing, unknown or out of bounds, or the question cannot be asked.",
    429: "Too fast; Retry-After says when to come back.",
    500: "Something nobody foresaw; the server's log has it.",
    503: "Cannot be answered now: nothing is indexed, or there is too much to do.",
}
WAITING = {"schema": {"type": "integer"}, "description": "Seconds to wait."}


class OpenAIError(BaseModel):
    """What OpenAI's clients read of an error."""

    message: str
    type: str
    param: str | None
    code: str | None


class Problem(BaseModel):
    """What went wrong, in a sentence that says what to do."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["body.questoin: Extra inputs are not permitted."])
    error: OpenAIError | None = Field(default=None, description="Under /v1 only.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses for a route's `responses`."""
    return {
        status: {
            "description": f"{HTTPStatus(status).phrase}. {MEANINGS[status]}",
            "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": {"Retry-After": WAITING}} if status == 429 else {}),
        }
        for status in statuses
    }


ASKING = (400, 401, 403, 404, 413, 415, 422, 429, 500, 503)
LOOKING = (401, 403, 404, 422, 429, 500, 503)


def json_only(request: Request) -> None:
    """Raise HTTPException 415 for a body that does not say it is JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "Send JSON, with Content-Type: application/json.")
