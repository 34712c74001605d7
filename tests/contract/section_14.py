"""The bodies of section 14 of the product brief, word for word."""

CREATE_PROJECT = """\
{
  "mode": "design",
  "platform": "youtube",
  "size": {"w":1280,"h":720},
  "headline": "STOP DOING THIS",
  "subtext": "AI portfolio mistakes",
  "vibe": ["bold","tech","high-contrast"],
  "typography": {"stroke":6,"shadow":true,"condensed":true},
  "model_pref": "auto",
  "refs": ["asset_id1","asset_id2"],
  "copy_target": null
}
"""

QUEUE_JOB = """\
{
  "quality":"std",
  "variants":4,
  "seed": 12345
}
"""

JOB_STATUS = """\
{
  "id":"job_abc",
  "status":"running",
  "progress":0.67,
  "est_credits":2,
  "provider":"flux_schnell+instantid"
}
"""
