"""The themes and groups of people that the directory starts with. Officers add to them in the admin."""

THEMES = {
    "food": "Food and essentials",
    "baby-and-family": "Babies, children and families",
    "young-people": "Youth clubs and young people",
    "older-people": "Later life",
    "health": "Health and illness",
    "mental-health": "Mental health and wellbeing",
    "disability": "Disability",
    "carers": "Help for carers",
    "dementia": "Dementia",
    "advice": "Advice and money",
    "housing": "Housing and homelessness",
    "work-and-skills": "Work, training and skills",
    "transport": "Transport and lifts",
    "sport": "Sport and being active",
    "arts": "Arts, music and culture",
    "heritage": "Heritage and local history",
    "environment": "Environment and gardens",
    "animals": "Animals",
    "community-places": "Village halls and community places",
    "volunteering": "Volunteering and help for groups",
    "education": "Schools and learning",
    "faith": "Faith",
    "safety": "Safety and rescue",
    "funding": "Grants and funding",
}

BENEFICIARIES = {
    "everyone": "Everyone",
    "babies": "Babies and new parents",
    "children": "Children",
    "young-people": "Young people",
    "families": "Families",
    "older-people": "Older people",
    "carers": "Carers",
    "disabled-people": "Disabled people",
    "mental-illness": "People living with mental illness",
    "long-illness": "People with a long illness",
    "low-income": "People on a low income",
    "homeless-people": "Homeless people",
    "women": "Women",
    "men": "Men",
    "veterans": "Veterans and their families",
    "refugees": "Refugees and migrants",
    "bereaved-people": "People who have lost somebody",
    "groups": "Charities and community groups",
}


def fill(Theme, Beneficiary):
    """Add what is missing. The models are passed, since a migration has its own versions of them."""
    Theme.objects.bulk_create((Theme(slug=slug, name=name) for slug, name in THEMES.items()), ignore_conflicts=True)
    Beneficiary.objects.bulk_create(
        (Beneficiary(slug=slug, name=name) for slug, name in BENEFICIARIES.items()), ignore_conflicts=True
    )
