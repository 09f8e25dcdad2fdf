"""The command line: `eval`, `python -m eval` or `rag eval`. Joins the commands of `eval.cli`."""

from __future__ import annotations

import typer

from eval.cli.ablate import ablate
from eval.cli.calibrate import calibrate
from eval.cli.common import DEFAULT, Commands, example
from eval.cli.draft import draft
from eval.cli.run import run
from eval.cli.verify import verify
from eval.cli.weigh import weigh

app = typer.Typer(
    name="eval",
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Know how good the answers are, and stop them getting worse. "
    f"Without a command's name, `{DEFAULT}` is meant.",
    epilog=example("eval my-gold.jsonl --html report.html --fail-under correctness=0.9"),
)
app.command(
    DEFAULT, epilog=example("eval --baseline main.json --fail-under correctness=0.9 --html r.html")
)(run)
app.command(epilog=example("eval ablate gold.jsonl --articles news/ --leave-out"))(ablate)
app.command(epilog=example("eval calibrate gold.jsonl --articles news/ --write refusal.json"))(
    calibrate
)
app.command(epilog=example("eval draft --limit 20 --output my-gold.jsonl"))(draft)
app.command(epilog=example("eval verify --split test --fail-under caught=0.95,survived=0.9"))(
    verify
)
app.command(epilog=example("eval weigh --articles seeds --write rag/answer"))(weigh)


def main() -> None:
    """Run the command line."""
    app(prog_name="eval")


if __name__ == "__main__":
    main()
