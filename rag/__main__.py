"""The command line: `rag`, or `python -m rag`. Only this module may import ui, inside a command."""

from __future__ import annotations

from typing import Annotated

import typer

from rag import settings
from rag.cli.ask import ask
from rag.cli.common import Collection, Commands, Index, example, load_settings
from rag.cli.feedback import feedback
from rag.cli.ingest import ingest
from rag.cli.keys import keys
from rag.cli.llm import llm
from rag.cli.status import articles, status
from rag.collections import DEFAULT

app = typer.Typer(
    name="rag",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers from a folder of articles, every sentence standing on a quote you can open.",
    epilog=example('rag ingest seeds/ && rag ask "Who welcomed the decision?"'),
)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    index: Index = None,
) -> None:
    """Serve the chat page and the REST interface."""
    server = {"host": host, "port": port}
    given = {name: value for name, value in server.items() if value is not None}
    chosen = settings.load(index=index, serve=given or None)

    from ui.server import serve as listen

    listen(chosen)


def mcp(collection: Collection = DEFAULT, index: Index = None) -> None:
    """Let an assistant or editor ask the articles: speak MCP on standard input and output."""
    chosen = load_settings(index, collection)

    from ui.mcp.stdio import serve as speak

    speak(chosen)


def evaluate(ctx: typer.Context) -> None:
    """Measure the answers against gold questions; `rag eval --help` shows how."""
    from eval.__main__ import app as evaluation

    evaluation(ctx.args, prog_name="rag eval")


app.command(epilog=example("rag ingest seeds/"))(ingest)
app.command(epilog=example('rag ask "Who welcomed the decision?" --after 2025-05-01'))(ask)
app.command(epilog=example("rag serve --port 8000"))(serve)
app.command(epilog=example("rag mcp --collection hr"))(mcp)
app.command(epilog=example("rag status --json"))(status)
app.command(epilog=example("rag articles"))(articles)
app.command(epilog=example("rag feedback --rating down --since 2025-05-01"))(feedback)
app.add_typer(keys)
app.add_typer(llm)
app.command(
    "eval",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog=example("rag eval --fail-under correctness=0.9"),
)(evaluate)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
