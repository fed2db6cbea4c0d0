"""The skills people are asked for, from the Volunteering Data Standard (Open Data Institute), in plainer words."""

from django.db import migrations

# Notation in https://ns.volunteeringdata.io/, and what we call it.
SKILLS = {
    "ActiveListening": "Listening",
    "ClearSpokenCommunication": "Speaking clearly",
    "PhoneOnlineSupport": "Supporting people by phone or online",
    "PublicEngagement": "Meeting the public",
    "BasicITSkills": "Using a computer",
    "SmartphoneUse": "Using a smartphone",
    "DataEntryAndReporting": "Keeping lists and records",
    "SocialMediaHandling": "Social media",
    "EmpathyAndCompassion": "Kindness and empathy",
    "PatienceAndUnderstanding": "Patience",
    "ReliabilityAndTrustworthiness": "Being reliable",
    "CulturalSensitivity": "Working with people of many cultures",
    "Logistics": "Sorting, packing and delivering",
    "BasicEquipmentUse": "Using tools",
    "Driving": "Driving",
    "BasicSafeguarding": "Safeguarding",
    "SafeManualHandling": "Lifting safely",
    "BasicFirstAid": "First aid",
    "CooperativeWork": "Working in a team",
    "IndependentWork": "Working alone",
    "LeadingSmallGroups": "Leading a small group",
    "MentoringVolunteers": "Mentoring",
}


def fill(apps, schema_editor):
    Skill = apps.get_model("volunteering", "Skill")
    Skill.objects.bulk_create(Skill(notation=notation, name=name) for notation, name in SKILLS.items())


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0002_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
