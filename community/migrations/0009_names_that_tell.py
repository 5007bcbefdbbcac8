"""What a single word of a text does not tell: stems that names of themes share with other words.

*SAN*, food security in Spanish, is *sans* in French and *San Cristóbal*; *CREAS* is *creó*, *vales*
is *vale*, *adaptation* is *adapted*. Whoever types such a name means the theme; a text that holds
the stem need not.
"""

from django.db import migrations

# Stems of names of themes, and what else they are.
SHARED = {
    "san": "sans, San", "mis": "mis en place", "cre": "creó, creación", "val": "vale la pena",
    "bon": "bon, bonne", "adapt": "adapted, adaptado", "activ": "activo, active", "dit": "dit",
    "school": "school", "util": "útil, utilizar", "minor": "minor", "sig": "sig.",
    "log": "log", "morad": "morado", "top": "top", "bill": "bill", "fund": "fundar",
    "referenc": "referência", "desloc": "deslocar", "carta": "carta",
}  # fmt: skip
STEMS = ", ".join(f"'''{stem}'''" for stem in SHARED)
TELLS = f"""
    CREATE FUNCTION portal_tells(phrase tsquery) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT numnode(phrase) > 0 AND phrase::text <> ALL (ARRAY[{STEMS}])
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0008_names_in_any_number")]

    operations = [migrations.RunSQL(TELLS, "DROP FUNCTION portal_tells(tsquery)")]
