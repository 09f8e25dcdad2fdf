"""The API against its own document: two thousand requests, right and wrong, find nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, GenerationMode
from schemathesis import Case as AnyCase
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.python.asgi import HOST

from rag.sections import Serve
from tests.ui.api.app import World
from tests.ui.fakes import FakeAssistant

Case = AnyCase[Any]

REQUESTS = 2_000
EACH = 190  # requests of each kind to each operation, at most
SECONDS = 180  # a quiet machine needs thirty

# Some bodies fit the schema and mean nothing: a question without a word, days in the wrong order.
CONFIG: dict[str, Any] = {
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "404", "413", "422"],
        },
        # Too large is turned away as well.
        "negative_data_rejection": {
            "expected-statuses": ["400", "404", "405", "413", "415", "422"],
        },
    },
}


def name_what_is_there(case: Case) -> None:
    """Ask of a collection, article or model that is there, which chance would seldom name."""
    body: Any = case.body
    if isinstance(body, dict) and "messages" in body:
        body["model"] = "footnote"
        body["messages"].append({"role": "user", "content": "Who?"})
    elif isinstance(body, dict):
        body.pop("collection", None)
    (case.query or {}).pop("collection", None)
    there = {"id": "003.txt", "model": "footnote-hr"}
    for name in case.path_parameters or ():
        case.path_parameters[name] = there[name]


def try_out(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, sent: Counter[str]
) -> None:
    """Send requests that fit the document, or do not, and hold each response to it."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Case) -> None:
        if mode is GenerationMode.POSITIVE and sent.total() % 2:
            name_what_is_there(case)
        response = case.call()
        sent[f"{operation.label} {response.status_code}"] += 1
        case.validate_response(response)

    with suppress(Unsatisfiable):  # nothing can be wrong about a request without fields
        check()


@pytest.mark.slow
@pytest.mark.timeout(SECONDS)
def test_nothing_is_found(tmp_path: Path) -> None:
    serve = Serve(rate=0, hosts=[HOST], insist_open=True, users={"*": ["*"]})
    world = World(tmp_path, serve, hr=FakeAssistant())
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_asgi("/openapi.json", world.app, config=config)
    sent: Counter[str] = Counter()
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    for operation in operations:
        for mode in GenerationMode:
            try_out(operation, mode, sent)
    assert sent.total() >= REQUESTS, sent
    answered = {name.rpartition(" ")[0] for name in sent if name.endswith(" 200")}
    rated = {"POST /api/feedback"}  # an answer's id cannot be guessed
    assert answered == {operation.label for operation in operations} - rated
