"""5: everything ends: schedules, shredding, what is due to go."""
