"""Everything the library raises on purpose.

    RagError
    ├── BadInput             what the caller gave cannot be used
    │   ├── BadQuestion      empty, too long, nothing but punctuation
    │   ├── BadPath          a file or folder that is missing, empty or of no known type
    │   ├── BadSettings      an unknown name or a value out of range
    │   └── UnreadableArticle  a file that holds no article; sync skips it with this reason
    ├── IndexUnusable        the index folder cannot be used as it is
    │   ├── IndexMissing     there is none yet, or nothing is in it
    │   ├── IndexForeign     the folder is not ours, damaged, or of another version
    │   ├── IndexInUse       another process is writing to it
    │   ├── IndexMismatch    built with another model or other chunk settings
    │   └── SnapshotGone     a newer revision replaced what was being read (rag.index.snapshot)
    ├── StorageFailed        a full disk, a read-only folder
    ├── ModelUnavailable     a model cannot be loaded or fetched
    └── LanguageModelFailed  a language model did not write: dead, refused, too slow, broken off

Each message is one sentence that says what is wrong and one that says what to do. Errors of the
libraries underneath are translated where they are called, never passed on.
"""


class RagError(Exception):
    """Something the user can act on; its text is meant to be read by a person."""


class BadInput(RagError):
    """What the caller gave cannot be used."""


class BadQuestion(BadInput):
    """A question that is empty, too long or holds no word."""


class BadPath(BadInput):
    """A file or folder that is missing, empty or of no known type."""


class BadSettings(BadInput):
    """A setting with an unknown name or a value out of range."""


class UnreadableArticle(BadInput):
    """A file that holds no article we can read; sync skips it with this reason."""


class IndexUnusable(RagError):
    """The index folder cannot be used as it is."""


class IndexMissing(IndexUnusable):
    """There is no index yet, or nothing is in it."""


class IndexForeign(IndexUnusable):
    """The folder is not one of ours, is damaged, or comes from another version."""


class IndexInUse(IndexUnusable):
    """Another process is writing to the index."""


class IndexMismatch(IndexUnusable):
    """The index was built with another model or other chunk settings."""


class StorageFailed(RagError):
    """The disk is full or a folder cannot be written."""


class ModelUnavailable(RagError):
    """An embedding model, a reranker or a language model cannot be loaded or fetched."""


class LanguageModelFailed(RagError):
    """A language model did not write what was asked of it; the quoted answer is shown instead."""
