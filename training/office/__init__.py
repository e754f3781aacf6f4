"""A made-up billing office: claim files, remittances, and the truth about each claim.

There is no open, licensed claim data with real outcomes, so demo, tests, notebooks and the embedded model live on
offices of our own making. Patients and clinicians, payers and their policies are invented from a seed; codes and file
formats are real. Everything is decided as payers decide it: a claim goes against a policy, and the policy is enforced
with its strength.
"""

from training.office.simulate import simulate

__all__ = ["simulate"]
