"""The web app: the chat page and the server around it."""
