"""What people do in the workspace, and how Slack carries it to the app."""
