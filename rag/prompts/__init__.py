"""The prompts: files of text with {fields}, the library's own or a folder's that replaces them.

Knows neither what a prompt is for nor who reads it. What is filled in is data: braces in it stay
as they are, so that no article or question can name a field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from rag.errors import BadSettings

LONGEST = 20_000  # characters; a prompt, not a document
FIELD = re.compile(r"\{([a-z_]+)\}")


def load_prompt(name: str, folder: Path | None = None, fields: Sequence[str] = ()) -> str:
    """The text of `name`.md in the folder or, where it has none, in the library.

    `fields` are those that the text must hold, each written {field}, and the only ones it may.
    Raises BadSettings, naming llm.prompts, for a folder that is missing and for a file that
    cannot be read, is empty or too long, or has other fields.
    """
    if folder is None:
        return own_prompt(name)
    path = folder / f"{name}.md"
    try:
        if not folder.is_dir():
            raise BadSettings(f"llm.prompts names {folder}, which is no folder. Name one that is.")
        if not path.exists():
            return own_prompt(name)
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(LONGEST + 1)
    except UnicodeDecodeError:
        raise BadSettings(f"{path}, from llm.prompts, is not UTF-8. Save it as that.") from None
    except OSError as error:
        raise BadSettings(
            f"{path}, from llm.prompts, cannot be read: {error.strerror}. Make it readable."
        ) from None
    if len(text) > LONGEST:
        raise BadSettings(
            f"{path}, from llm.prompts, has more than {LONGEST:,} characters. Shorten it."
        )
    if not text.strip():
        raise BadSettings(f"{path}, from llm.prompts, is empty. Write a prompt or remove the file.")
    if set(FIELD.findall(text)) != set(fields):
        wanted = " and ".join(f"{{{field}}}" for field in fields)
        raise BadSettings(
            f"{path}, from llm.prompts, has other fields than it must. Use {wanted}, nothing else."
        )
    return text.strip()


def own_prompt(name: str) -> str:
    """The prompt that comes with the library."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()


def fill(template: str, **values: str) -> str:
    """The template with its {fields} replaced, all at once: what is put in is not looked into."""
    return FIELD.sub(lambda match: values[match[1]], template)
