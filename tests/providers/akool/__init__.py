"""Tests of our side of Akool."""
