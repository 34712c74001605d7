"""What may be asked for: texts are judged by rows of data before any money moves."""

from gateway.policy.gate import Gate
from gateway.policy.judging import Said, Verdict, judge
from gateway.policy.operator import Policy, read_policy

__all__ = ["Gate", "Policy", "Said", "Verdict", "judge", "read_policy"]
