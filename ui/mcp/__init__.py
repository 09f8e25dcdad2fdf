"""The road for assistants and editors: the Model Context Protocol, over stdio and over HTTP.

    arguments.py   what the tools take        forms.py   what they give, as data and as text
    tools.py       ask, search, read_article  server.py  the protocol around them
    stdio.py       `rag mcp`                  http.py    /mcp in the web app

Each asks `ui.service` and nothing else. Nothing can be changed through it.
"""
