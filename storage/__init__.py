"""Where tasks, money and open effects are kept."""
