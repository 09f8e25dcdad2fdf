"""The portal as a team embeds it: the guide's own examples, nginx in front, one answer for all."""
