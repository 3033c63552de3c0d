"""Who may do what: permissions, the roles, the actor. Knows no database and no web."""
