"""How the API's specification tells of problems (RFC 9457)."""

from typing import Annotated, Any

from pydantic import BaseModel, Field


class Fault(BaseModel):
    """What is wrong with one value of the question."""

    name: Annotated[str, Field(examples=["lat"])]
    detail: Annotated[str, Field(examples=["lat ska vara högst 90."])]


class Problem(BaseModel):
    """A fault as RFC 9457 has it: what was wrong, and how to mend it."""

    type: Annotated[str, Field(examples=["/api#web.invalid"])]
    title: Annotated[str, Field(examples=["Frågan går inte att besvara"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[str, Field(examples=["lat ska vara högst 90."])]
    instance: Annotated[str, Field(examples=["/api/v1/check"])]
    errors: list[Fault] | None = None


Responses = dict[int | str, dict[str, Any]]
"""What the specification says of an endpoint's answers, by status."""

_MEANING = {
    404: "Unknown, or not for the public to know.",
    422: "The question cannot be answered; the detail says what to mend.",
    429: "Too many questions; wait as long as Retry-After says.",
    503: "The register cannot answer now.",
}


def problems(*statuses: int) -> Responses:
    """Return the `responses` of an endpoint that can meet these problems."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": _MEANING[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in statuses
    }
