"""Who may do what with an organisation's entry. Pure: each asks the user and the entry, nothing else."""


def is_officer(user):
    """Directory officers, who look after every entry."""
    return user.is_active and user.has_perm("organisations.change_organisation")


def is_member(user, organisation):
    return user.is_authenticated and user.is_active and organisation.memberships.filter(user=user).exists()


def is_owner(user, organisation):
    return (
        user.is_authenticated and user.is_active and organisation.memberships.filter(user=user, role="owner").exists()
    )


def is_last_owner(user, organisation):
    """The only owner there is: without them nobody could choose who looks after the entry."""
    owners = organisation.memberships.filter(role="owner")
    return owners.filter(user=user).exists() and not owners.exclude(user=user).exists()


def can_see(user, organisation):
    return (
        organisation.is_published or user.has_perm("organisations.view_organisation") or is_member(user, organisation)
    )


def can_edit(user, organisation):
    """Change what the entry says, and say that it is still correct."""
    return is_officer(user) or (is_member(user, organisation) and organisation.status != "closed")


def can_publish(user, organisation):
    """Put an entry before the public, take it down, close it."""
    return is_officer(user)


def can_manage_members(user, organisation):
    return is_officer(user) or is_owner(user, organisation)
