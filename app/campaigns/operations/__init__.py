"""The verbs of campaigns: loading one from its file, starting it, handing over what is open, and its close."""

from app.campaigns.operations.handover import hand_over
from app.campaigns.operations.loading import load_campaign
from app.campaigns.operations.steps import activate, ask_reopen, begin_close, call_off, close, reopen

__all__ = ["activate", "ask_reopen", "begin_close", "call_off", "close", "hand_over", "load_campaign", "reopen"]
