"""Tests of what Creatify is sent and how it is read."""
