"""Scope notes of themes in the four languages, as their labels are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0004_first_steps")]

    operations = [
        migrations.RenameField("theme", "scope_note", "scope_note_en"),
        migrations.AlterField(
            "theme",
            "scope_note_en",
            models.TextField(blank=True, verbose_name="scope note in English"),
        ),
        *(
            migrations.AddField(
                "theme",
                f"scope_note_{code}",
                models.TextField(blank=True, default="", verbose_name=f"scope note in {name}"),
                preserve_default=False,
            )
            for code, name in (("es", "Spanish"), ("pt", "Portuguese"), ("fr", "French"))
        ),
    ]
