"""Gold questions, metrics and calibration: how good the answers are."""
