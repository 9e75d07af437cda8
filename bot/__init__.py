"""Greenlight: brief, make, review and approve product images and videos inside a Slack thread."""
