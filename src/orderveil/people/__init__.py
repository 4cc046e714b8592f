"""People's rights: permissions, roles as data, and the decision whether somebody may do something."""
