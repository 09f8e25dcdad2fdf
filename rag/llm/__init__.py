"""Language models: one protocol, and the providers behind `open_llm`."""
