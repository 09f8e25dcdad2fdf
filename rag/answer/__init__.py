"""Passages become an answer whose every statement carries quotes, or a refusal."""
