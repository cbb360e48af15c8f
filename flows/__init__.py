"""The list of flows: one file per platform."""

from pathlib import Path

from bot.walk import Flow, flow_of
from flows import facebook, instagram, whatsapp

FLOWS: dict[str, Flow] = {flow.platform: flow for flow in map(flow_of, (facebook, instagram, whatsapp))}
PHRASES = Path(__file__).parent / "phrases"
