"""A sync in a process of its own, to be killed or starved: INDEX FOLDER [bytes a file may have]."""

import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rag.embedding import Encoded
from rag.errors import RagError
from rag.ingest.sync import sync
from tests.fakes import HashEmbedder
from tests.rag.index.folders import settings_for


class SlowEmbedder(HashEmbedder):
    """Takes a little time for each batch, so that kills find it at work."""

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        time.sleep(0.004)
        return super().encode(texts)


def main() -> None:
    index, folder, *limit = sys.argv[1:]
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), int(limit[0])))
    settings = settings_for(Path(index), embedding={"batch": 8})
    embedder = SlowEmbedder()
    try:
        report = sync([Path(folder)], settings, lambda: embedder, embedder.fingerprint)
    except RagError as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        sys.exit(2)
    sys.stdout.write(f"revision {report.revision}\n")


if __name__ == "__main__":
    main()
