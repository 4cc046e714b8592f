"""The one door out: every outbound request passes here."""
