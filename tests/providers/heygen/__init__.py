"""Tests of HeyGen as a provider."""
