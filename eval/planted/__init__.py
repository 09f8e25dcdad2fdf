"""Sentences of a kind that a language model writes, true and false, put to the verifier."""
