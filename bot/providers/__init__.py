"""The providers: what each can do, how it is asked and how it answers."""
