"""The simulated Slack workspace: what an app can ask of it, and what people do in it."""
