"""The register of the Charity Commission for England and Wales, as it was last imported.

What the register says and what people have curated are two things: the first is kept here whole, in
:class:`~organisations.register.models.RegisteredCharity`, and reaches an entry of the directory only where nobody has
written something else (:mod:`organisations.register.merge`).

Contains public sector information of the Charity Commission, licensed under the Open Government Licence v3.0.
"""
