"""Docking sessions: plans, agendas and invitations made of log and planner."""
