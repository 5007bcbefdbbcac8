"""Words that people search for and that are no theme: a line for each meaning, in four languages.

*Madres solteras* finds *mães chefes de família* and *mères seules*. A word stands in one line, in
whatever number it is typed; words that mean something else in another language are left out. What
stands in brackets is known when it is typed, and not looked for: it says many other things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from community.concepts import bare, other_forms
from community.languages import CODES

# English | Spanish | Portuguese | French
LEXICON = """
child, kid, girl, boy | niño, niña, niñez, (chico), (chica), (nene), (pibe), (gurí), (chamaco) | criança, menino, menina, (guri), (garoto) | enfant, fille, garçon, (gamin), (gosse), (timoun)
social protection | protección social | proteção social | protection sociale
social policy | política social | política social | politique sociale
social development | desarrollo social | desenvolvimento social | développement social
choose, select, selection, identify | elegir, escoger, seleccionar, selección, identificar | escolher, selecionar, seleção, identificar | choisir, sélectionner, sélection, identifier
poor family, poor household | familia pobre, hogar pobre | família pobre, domicílio pobre | famille pauvre, ménage pauvre
adapted, adapting, replicate, replication, copied | adaptar, adaptado, replicar, réplica, copiado | adaptar, adaptado, replicar, replicado | adapter, adapté, répliquer, reproduire
study | estudio | estudo | étude
effect, impact | efecto, impacto | efeito, impacto | effet, impact
long term | largo plazo | longo prazo | long terme
breastfeeding | lactancia | aleitamento, amamentação | allaitement
cash, money | dinero, efectivo, (plata), (lana), (guita) | dinheiro, (grana) | argent, espèces, (lajan)
income | ingreso | renda | revenu
consumption | consumo | consumo | consommation
poverty line | línea de pobreza | linha de pobreza | seuil de pauvreté, ligne de pauvreté
age | edad | idade | âge
beneficiary, recipient | beneficiario, destinatario | beneficiário | bénéficiaire, allocataire
coverage | cobertura | cobertura | couverture
quality | calidad | qualidade | qualité
incentive | incentivo | incentivo | incitation
trust | confianza | confiança | confiance
committee | comité | comitê | comité
community | comunidad | comunidade | communauté
staff, personnel | personal del programa, personal de campo | equipe técnica, funcionários | personnel
agreement | convenio, acuerdo | convênio, acordo | accord, convention
donor | donante | doador | donateur, bailleur de fonds
failure, failed, (fail), (fails), (failing), (did not work), (went wrong) | fracaso, fracasar, fracasó, fracasaron, (falla), (falló), (fallar), (fallaron), (no funciona), (no funcionó), (no funcionaron), (salió mal) | fracasso, fracassou, (falha), (falhou), (falhar), (falharam), (não funciona), (não funcionou), (não funcionaram), (deu errado), (dar errado) | échec, échoué, (échouer), (ne marche pas), (n'a pas marché), (n'a pas fonctionné), (mal fonctionné)
World Bank | Banco Mundial | Banco Mundial | Banque mondiale
Inter-American Development Bank, IDB, (IADB) | Banco Interamericano de Desarrollo, BID | Banco Interamericano de Desenvolvimento, BID | Banque interaméricaine de développement, BID
International Labour Organization, ILO | Organización Internacional del Trabajo, OIT | Organização Internacional do Trabalho, OIT | Organisation internationale du travail, OIT
ECLAC, Economic Commission for Latin America | CEPAL, Comisión Económica para América Latina | CEPAL, Comissão Econômica para a América Latina | CEPALC, Commission économique pour l'Amérique latine
World Food Programme, WFP | Programa Mundial de Alimentos, PMA | Programa Mundial de Alimentos, PMA | Programme alimentaire mondial, PAM
Organization of American States, OAS | Organización de los Estados Americanos, OEA | Organização dos Estados Americanos, OEA | Organisation des États américains, OEA
Pan American Health Organization, PAHO | Organización Panamericana de la Salud, OPS | Organização Pan-Americana da Saúde, OPAS | Organisation panaméricaine de la santé, OPS
UNDP, United Nations Development Programme | PNUD, Programa de las Naciones Unidas para el Desarrollo | PNUD, Programa das Nações Unidas para o Desenvolvimento | PNUD, Programme des Nations Unies pour le développement
Sustainable Development Goals, SDG | Objetivos de Desarrollo Sostenible, ODS | Objetivos de Desenvolvimento Sustentável, ODS | Objectifs de développement durable, ODD
childhood | infancia | infância | enfance
child poverty, children in poverty | pobreza infantil, pobreza de los niños | pobreza infantil, pobreza na infância | pauvreté des enfants, pauvreté infantile
adolescent, teenager, adolescence, (teen), (teens) | adolescente, adolescencia | adolescente, adolescência | adolescent, adolescente, (ado)
teenage pregnancy, pregnant teenagers, pregnant adolescents, adolescent mothers, teenage mothers, (teenage pregnancies) | embarazo adolescente, adolescentes embarazadas, madres adolescentes | gravidez na adolescência, gestantes adolescentes, mães adolescentes | grossesse précoce, adolescentes enceintes, mères adolescentes
youth, young people, (young person) | joven, juventud | jovem, juventude | jeunesse, (jeune), (jeunes gens)
woman | mujer | mulher | femme, (fanm)
man | hombre | homem | homme
mother, (mom), (mum), (mommy), (mummy) | madre, mamá, (mamita) | mãe, (mamãe) | mère, (maman)
father, (dad), (daddy) | padre, paternidad, (papá) | paternidade, (pai) | paternité, (père)
single mother, lone mother, single parent, female-headed household, (single mom), (single mum), (lone parent), (one-parent family) | madre soltera, madre sola, jefa de hogar, (mamá soltera), (mamá sola), (familia monoparental), (jefatura femenina) | mãe solteira, mãe solo, mães chefes de família, (mãe sozinha), (família monoparental), (chefe de família) | mère seule, mère célibataire, femme chef de ménage, monoparental, (maman seule), (maman solo), (famille monoparentale)
grandparent, (grandmother), (grandfather), (granny) | abuela, abuelo, (abuelito), (abuelita) | avó, avô | grands-parents, (grand-mère), (grand-père)
widow | viuda | viúva | veuve
orphan, (orphanage) | huérfano, (orfanato) | órfão, (orfanato) | orphelin, (orphelinat)
gender | género | gênero | genre
empowerment, women's empowerment, (empower) | empoderamiento, autonomía económica, empoderar | empoderamento, autonomia econômica, empoderar | autonomisation, autonomie économique
equality, gender equality | igualdad | igualdade | égalité
inequality | desigualdad | desigualdade | inégalité
poverty | pobreza | pobreza | pauvreté
the poor, poor people, (poor) | los pobres, (pobre) | os pobres, (pobre) | les pauvres, (pauvre)
farmer, smallholder | agricultor, campesino | agricultor, camponês | agriculteur, paysan
small farmers | pequeños agricultores, pequeños productores | pequenos agricultores, pequenos produtores, agricultores familiares | petits agriculteurs, petits producteurs
fisherman, fisher, fisherfolk, fishermen | pescador | pescador | pêcheur
worker | trabajador | trabalhador | travailleur
informal worker, informal sector, informal economy, informality, (informal), (street vendor), (hawker), (higgler), (waste picker) | trabajador informal, informalidad, sector informal, economía informal, (vendedor ambulante), (ambulante), (reciclador), (cartonero) | trabalhador informal, informalidade, setor informal, economia informal, (camelô), (vendedor ambulante), (catador), (autônomo) | travailleur informel, secteur informel, économie informelle, informalité, (informel), (marchand ambulant), (marchande ambulante), (madan sara)
self-employed, own-account worker | cuentapropista, trabajador independiente, trabajador por cuenta propia | trabalhador autônomo, trabalhador por conta própria | travailleur indépendant
domestic worker, household worker | trabajadora doméstica, trabajo doméstico, empleada doméstica, trabajadora del hogar | trabalhadora doméstica, trabalho doméstico, empregada doméstica | travailleuse domestique, travail domestique
job, employment, (work) | empleo, trabajo, (chamba), (laburo), (pega), (changa) | emprego, trabalho, (trampo), (bico) | emploi, travail, (boulot)
unemployment, unemployed, jobless, (layoff), (laid off) | desempleo, desempleado, desocupado, desocupación, cesante, (cesantía), (despido), (paro) | desemprego, desempregado, (demissão) | chômage, chômeur, (licenciement)
wage, salary | salario, sueldo | salário | salaire
minimum wage | salario mínimo | salário mínimo | salaire minimum
child labour | trabajo infantil | trabalho infantil | travail des enfants
student, pupil, schoolchild | estudiante, alumno, escolar | estudante, aluno | élève, étudiant
teacher | maestro, docente, profesor | professor, docente | enseignant, professeur
school | escuela | escola | école, (lekòl)
education | educación | educação | éducation
primary school | escuela primaria, primaria | ensino fundamental, escola primária | école primaire, école fondamentale
university, higher education | universidad, educación superior | universidade, ensino superior | université, enseignement supérieur
learning | aprendizaje | aprendizagem | apprentissages
literacy, illiteracy, (illiterate) | alfabetización, analfabetismo, (analfabeto) | alfabetização, analfabetismo | alphabétisation, analphabétisme
training, skills | capacitación, formación, (capacitar) | capacitação, formação, (capacitar) | formation
health | salud | saúde | santé
doctor, physician, (nurse) | médico, (enfermera), (enfermero) | médico, (enfermeira), (enfermeiro) | médecin, (infirmière)
nutrition | nutrición | nutrição | nutrition
pregnant, expectant mother | embarazada | grávida | enceinte
birth, childbirth | nacimiento, (parto) | nascimento, (parto) | accouchement, naissance
birth registration, civil registry, identity document, identity card, ID card, birth certificate | registro civil, registro de nacimiento, documento de identidad, cédula, cédula de identidad, partida de nacimiento, acta de nacimiento, carnet de identidad, DNI | registro civil, registro de nascimento, documento de identidade, certidão de nascimento, CPF | état civil, enregistrement des naissances, acte de naissance, pièce d'identité, carte d'identité
drug use, addiction, substance abuse | drogas, adicción, adicciones | drogas, dependência química | drogue, toxicomanie
homeless, homelessness, homeless people, street people, rough sleepers, (beggar), (street children) | personas en situación de calle, situación de calle, sin techo, (sin hogar), (habitante de calle), (habitantes de la calle), (niños de la calle), (mendigo), (indigente) | população em situação de rua, situação de rua, população de rua, sem-teto, (morador de rua), (pessoas em situação de rua), (crianças de rua) | sans-abri, sans domicile fixe, (SDF), (itinérance), (enfants des rues), (mendiant)
slum, informal settlement, shanty town, (inner city), (ghetto) | asentamientos precarios, asentamiento informal, barrio marginal, villas, tugurio, (villa miseria), (barrios populares), (barrios pobres) | favela, assentamento precário, aglomerado subnormal, (periferia) | bidonville, quartier précaire, quartiers populaires, (quartiers pauvres)
prisoner, detainee | presos, privados de libertad | presos, privados de liberdade | détenus, prisonnier
human trafficking | trata de personas | tráfico de pessoas | traite des personnes
LGBT, LGBTI, LGBTQ, sexual diversity | LGBT, LGBTI, diversidad sexual | LGBT, LGBTI, diversidade sexual | LGBT, LGBTI, diversité sexuelle
Afro-descendant, African descent, people of African descent, black people, (Garifuna) | afrodescendiente, población afrodescendiente, población negra, afro, (garífuna) | afrodescendente, população negra, negros, quilombola | afrodescendant, ascendance africaine
urban, city | urbano, ciudad | urbano, cidade | urbain, ville
village | aldea, comunidad rural | aldeia, vila | village
municipality, local government, town council | municipio, municipalidad, gobierno local, ayuntamiento, alcaldía | município, prefeitura, governo local | municipalité, commune, mairie
decentralization, decentralisation | descentralización | descentralização | décentralisation
mayor | alcalde | prefeito | maire
civil society, non-governmental organization, NGO | sociedad civil, organización no gubernamental, ONG | sociedade civil, organização não governamental, ONG | société civile, organisation non gouvernementale, ONG
participation, community participation | participación, participación comunitaria, participación ciudadana | participação, participação social, participação comunitária | participation, participation communautaire
volunteer | voluntario | voluntário | bénévole
private sector, private company | sector privado, empresa privada | setor privado, empresa privada | secteur privé, entreprise privée
law, act of parliament, (act), (bill) | ley | lei | loi
right, entitlement | derecho | direito | droit
decree | decreto | decreto | décret
constitution, constitutional | constitución, constitucional | constituição, constitucional | constitution, constitutionnel
government | gobierno | governo | gouvernement
change of government, political change | cambio de gobierno, cambio político, alternancia | mudança de governo, troca de governo | changement de gouvernement, alternance politique
tax | impuesto | imposto | impôt
oil, hydrocarbons, natural gas | petróleo, hidrocarburos | petróleo, hidrocarbonetos | pétrole, hydrocarbures
cost-benefit, cost-benefit analysis, cost-effectiveness, value for money | costo beneficio, costo efectividad, costo efectivo, (relación costo beneficio) | custo-benefício, custo-efetividade, (análise custo-benefício) | coût-bénéfice, coûts-avantages, coût-efficacité, (rapport coût-efficacité)
cost, expense | costo, coste, gasto | custo, gasto, despesa | coût, dépense
inflation | inflación | inflação | inflation
cost of living, purchasing power | costo de vida, poder adquisitivo, poder de compra | custo de vida, poder de compra, poder aquisitivo | coût de la vie, pouvoir d'achat
indexation, indexed | indexación, actualización de montos, indexar | indexação, reajuste, correção monetária | indexation, indexé
amount, benefit level | monto, monto del beneficio | valor do benefício | montant
price | precio | preço | prix
subsidy | subsidio, subvención | subsídio, subvenção | subvention
loan, credit | préstamo, crédito | empréstimo, crédito | prêt, crédit
debt | deuda | dívida | dette
bank | banco, banca | banco | banque
credit union | cooperativa de ahorro y crédito, cooperativa de ahorro | cooperativa de crédito | coopérative d'épargne et de crédit, caisse populaire
shop, store, shopkeeper, grocery, (corner shop), (corner store) | tienda, comercio, colmado, almacén, (bodega), (pulpería), (tiendita) | loja, comércio, mercado local, (mercadinho) | magasin, commerçant, commerce, (boutique), (dépanneur)
remittance, money transfer | remesa | remessa | transfert d'argent, envoi de fonds
post office | correo, oficina de correos | correios | bureau de poste
telephone, mobile phone, cell phone, smartphone, (phone), (cellphone) | teléfono, celular, teléfono móvil | telefone, celular | téléphone, téléphone mobile, portable, (cellulaire)
text message, SMS, (WhatsApp) | mensaje de texto, SMS | mensagem de texto, SMS | message texte, SMS, (texto)
internet, online, website, web platform, (app), (mobile app) | internet, en línea, plataforma, sitio web, página web, (aplicación móvil) | internet, online, plataforma, site, (aplicativo) | internet, en ligne, plateforme, site web, (application mobile)
online application, online registration | inscripción en línea, solicitud en línea, postulación en línea | inscrição online, cadastro online | demande en ligne, inscription en ligne
application form, enrolment process, registration | inscripción, solicitud, postulación, afiliación | inscrição, solicitação, cadastramento | inscription, demande, enregistrement
digital, digitalization, digitization | digital, digitalización | digital, digitalização | numérique, numérisation
data protection, privacy, personal data | protección de datos, privacidad, datos personales | proteção de dados, privacidade, dados pessoais | protection des données, vie privée, données personnelles
artificial intelligence, machine learning | inteligencia artificial, aprendizaje automático | inteligência artificial, aprendizado de máquina | intelligence artificielle, apprentissage automatique
georeferencing, geolocation, GPS | georreferenciación, georreferenciado, geolocalización | georreferenciamento, geolocalização | géolocalisation, géoréférencement
map, mapping, poverty map | mapa, mapeo, mapa de pobreza, mapa social | mapa, mapeamento, mapa da pobreza | carte de la pauvreté, cartographie
roster, beneficiary roll | padrón | cadastro | fichier
survey, questionnaire, interview | encuesta, cuestionario, entrevista | pesquisa domiciliar, questionário, entrevista | enquête, questionnaire, entretien
multidimensional poverty, multidimensional poverty index | pobreza multidimensional, índice de pobreza multidimensional | pobreza multidimensional, índice de pobreza multidimensional | pauvreté multidimensionnelle, indice de pauvreté multidimensionnelle
randomised trial, randomised controlled trial, randomised, experiment, control group, comparison group, (RCT), (random), (lottery) | ensayo aleatorizado, evaluación aleatoria, aleatorio, aleatorizado, experimental, experimento, asignar al azar, grupo de control, grupo de comparación, sortear, sorteo | ensaio aleatório, randomizado, aleatorizado, experimental, experimento, grupo de controle, sorteio, (aleatorização), (randomização) | essai randomisé, essai aléatoire, (randomisation), expérimental, groupe de contrôle, groupe témoin, tirage au sort
baseline | línea de base | linha de base | situation de référence, données de référence
pilot, pilot project | piloto, proyecto piloto | piloto, projeto piloto | pilote, projet pilote
scaling up, scale-up, expansion | escalamiento, ampliación, expansión | ampliação, expansão | passage à l'échelle, extension
geographic targeting, geographical targeting | focalización geográfica, focalización territorial | focalização geográfica, focalização territorial | ciblage géographique
community targeting, community-based targeting, community selection | focalización comunitaria, selección comunitaria | focalização comunitária, seleção comunitária | ciblage communautaire, sélection par la communauté
inclusion error, exclusion error, errors of inclusion and exclusion, targeting errors, leakage | errores de inclusión, errores de exclusión, errores de inclusión y exclusión, errores de focalización, filtración | erros de inclusão, erros de exclusão, erros de focalização, vazamento | erreurs d'inclusion, erreurs d'exclusion, erreurs de ciblage
excluded, left behind | excluidos | excluídos | exclus, laissés de côté
fraud, forgery | fraude, falsificación | fraude, falsificação | fraude, falsification
corruption | corrupción | corrupção | corruption
election, electoral | elección, electoral | eleição, eleitoral | élection, électoral
church, parish | iglesia, parroquia | igreja, paróquia | église, paroisse
trade union, labour union | sindicato, gremio | sindicato | syndicat
success, successful | éxito, exitoso | êxito, sucesso, bem-sucedido | succès, réussite
indicator | indicador | indicador | indicateur
middle class | clase media | classe média | classe moyenne
hospital, health centre, health post, (clinic) | hospital, centro de salud, puesto de salud, posta médica, (clínica) | hospital, posto de saúde, centro de saúde, unidade de saúde | hôpital, centre de santé, (clinique)
rural, rural area, (countryside) | rural, zona rural, área rural, (campo) | rural, zona rural, área rural, (interior) | rural, zone rurale, milieu rural, (campagne)
mountain, highlands | montaña, sierra, altiplano | montanha, serra | montagne, hauts plateaux
border, frontier | frontera | fronteira | frontière
roof | techo | telhado | toit, toiture
latrine, toilet | letrina, baño | banheiro, latrina | latrine, toilettes
victim | víctima | vítima | victime
abuse, mistreatment | maltrato, abuso | maus-tratos, abuso | maltraitance, abus
sanction, penalty | sanción, penalización | sanção, penalidade | sanction, pénalité
refund, reimbursement, rebate | reembolso, devolución | reembolso, restituição, devolução | remboursement
rent, (tenant) | alquiler, arriendo | aluguel | loyer
audit | auditoría, contraloría | auditoria | audit
duplicate payments, duplicates, duplicate beneficiaries, double payment | duplicados, pagos duplicados, beneficiarios duplicados | duplicados, pagamentos duplicados, pagamento em duplicidade | doublons, doubles paiements
transparency, accountability | transparencia, rendición de cuentas | transparência, prestação de contas | transparence, reddition de comptes
clientelism, patronage, political interference | clientelismo, injerencia política, uso político | clientelismo, uso político | clientélisme, ingérence politique
stigma | estigma | estigma | stigmatisation
waiting list, queue, waiting lists | lista de espera | lista de espera, fila de espera | liste d'attente
late payments, payment delays, irregular payments, (delay), (arrears) | atrasos en los pagos, retraso de pagos, pagos irregulares, (atraso), (retraso) | atraso nos pagamentos, pagamentos irregulares, (atraso) | retard de paiement, paiements irréguliers, (retard)
staff turnover, turnover of staff | rotación de personal, alta rotación | rotatividade, alta rotatividade | rotation du personnel
social worker | trabajador social, trabajadora social | assistente social | travailleur social, assistant social
mobile brigade, itinerant team | brigada, brigada móvil, equipo itinerante | equipe volante, brigada, equipe itinerante | équipe mobile, brigade
population ageing, ageing population, (ageing), (aging) | envejecimiento | envelhecimento | vieillissement
retirement, retired, (retiree) | jubilación, jubilado, retiro | aposentadoria, aposentado | retraite, retraité
depression, emotional wellbeing | depresión, bienestar emocional | depressão, bem-estar emocional | dépression, bien-être émotionnel
loneliness, isolation | soledad, aislamiento | solidão, isolamento | solitude, isolement
language development, cognitive development | desarrollo del lenguaje, desarrollo cognitivo | desenvolvimento da linguagem, desenvolvimento cognitivo | développement du langage, développement cognitif
play, toys | juego, jugar, juguete | brincar, brincadeira, brinquedo | jeu, jouer, jouet
safety net, social safety net, safety nets | red de protección, red de protección social, red de seguridad, redes de protección | rede de proteção social, rede de proteção | filet social, filets sociaux, filet de sécurité, filet de sécurité sociale
social insurance, social security | seguridad social, seguro social | seguridade social, seguro social | sécurité sociale, assurance sociale
unemployment insurance, unemployment benefit | seguro de desempleo, seguro de cesantía | seguro-desemprego | assurance chômage, allocation chômage
health insurance | seguro de salud, (obra social) | seguro de saúde | assurance maladie
crisis, economic crisis | crisis, crisis económica | crise, crise econômica | crise, crise économique
emergency | emergencia | emergência | urgence
disaster, catastrophe | desastre, catástrofe | desastre, catástrofe | catastrophe, désastre
flood, flooding | inundación | inundação, enchente | inondation
hurricane, storm, cyclone, (hurricane season) | huracán, tormenta, ciclón | furacão, tempestade, ciclone | ouragan, tempête, cyclone
drought | sequía | seca, estiagem | sécheresse
fire, wildfire | incendio | incêndio | incendie
peace, armed conflict, conflict victims | paz, conflicto armado, víctimas del conflicto | paz, conflito armado | paix, conflit armé
crime, gang | delincuencia, pandilla, criminalidad, (mara) | crime, gangue, criminalidade | criminalité, gang
forest, reforestation | bosque, reforestación | floresta, reflorestamento | forêt, reboisement
river, Amazon, (rainforest), (jungle) | río, Amazonía, amazónico, (selva) | rio, Amazônia, (selva) | fleuve, rivière, Amazonie, (forêt tropicale)
island | isla | ilha | île
small island developing states, small island states, small islands, (SIDS) | pequeños estados insulares en desarrollo, pequeños estados insulares, estados insulares | pequenos estados insulares em desenvolvimento, pequenos estados insulares | petits états insulaires en développement, petits états insulaires
small states, small countries | países pequeños, (estados pequeños) | países pequenos, (estados pequenos) | petits états, petits pays
remote, isolated, far away | alejado, aislado, lejano | distante, isolado, remoto | isolé, éloigné, reculé
house, home, dwelling | casa, vivienda | casa, moradia | maison, logement
water | agua | água | eau
electricity, power bill, (light bill), (electricity bill) | electricidad, luz, energía eléctrica | eletricidade, energia elétrica, luz | électricité, (facture d'électricité)
cooking gas, gas | gas de cocina, gas licuado | gás de cozinha, vale gás | gaz de cuisine
transport, bus fares | transporte | transporte | transport
clothing, uniforms | uniforme, ropa | uniforme, roupa | uniforme, vêtements
shoes | zapatos, calzado | sapatos, calçado | chaussures
food, meal | alimento, comida | alimento, comida | aliment, nourriture
food basket, food parcel, food package | canasta de alimentos, canasta básica | cesta básica, cesta de alimentos | panier alimentaire, colis alimentaire
livestock, chickens, goats, animals | animales, gallinas, cabras, ganado | animais, galinhas, cabras, gado | animaux, poules, chèvres, bétail
savings group, village savings | grupo de ahorro | grupo de poupança | groupe d'épargne
asset, productive assets | activos productivos | ativos produtivos | actifs productifs
debit card, prepaid card, card | tarjeta, tarjeta de débito, tarjeta prepagada | cartão, cartão de débito | carte prépayée, carte de débit
culture, cultural | cultura, cultural | cultura, cultural | culture, culturel
language, mother tongue, bilingual | lengua, idioma, bilingüe | língua, bilíngue, (linguagem) | langue, bilingue, (langage)
sport | deporte | esporte | sport
discrimination, racism | discriminación, racismo | discriminação, racismo | discrimination, racisme
marriage, early marriage, (child marriage) | matrimonio, matrimonio infantil, unión temprana | casamento, casamento infantil | mariage, mariage précoce
communication campaign, information campaign | campaña de comunicación, campaña informativa | campanha de comunicação, campanha informativa | campagne de communication, campagne d'information
mobile money, mobile wallet, (mobile payment) | billetera móvil, dinero móvil, monedero móvil, (pago móvil) | dinheiro móvel, carteira digital, (pagamento móvel) | argent mobile, portefeuille mobile, (paiement mobile)
volcano, eruption | volcán, erupción | vulcão, erupção | volcan, éruption
earthquake | terremoto, sismo | terremoto | séisme, tremblement de terre
violence | violencia | violência | violence
scholarship, bursary | beca | bolsa de estudo | bourse d'études, bourse scolaire
dropout, school dropout | deserción, deserción escolar, abandono escolar | evasão escolar, abandono escolar | abandon scolaire, décrochage scolaire
day care, daycare, nursery | guardería, cuidado diurno | creche | garderie, crèche
vaccine, vaccination, immunisation | vacuna, vacunación | vacina, vacinação | vaccin, vaccination
refugee, asylum seeker | refugiado | refugiado | réfugié, demandeur d'asile
displaced person, displacement | desplazado, desplazamiento | deslocado, deslocamento | déplacé, déplacement
hunger | hambre | fome | faim
voucher, coupon | vale, cupón | vale, tíquete | coupon, bon alimentaire
breakfast | desayuno | café da manhã | petit déjeuner
microcredit, microfinance | microcrédito, microfinanzas | microcrédito, microfinanças | microcrédit, microfinance
appeal | apelación | recurso administrativo, contestação | recours, contestation
study tour, study visit | pasantía, visita de estudio | visita de estudo, visita técnica | visite d'étude, voyage d'étude
cistern, rainwater, (tank), (water tank) | cisterna, agua de lluvia | cisterna, água da chuva | citerne, eau de pluie
wheelchair | silla de ruedas | cadeira de rodas, cadeirante | fauteuil roulant
blind | ciego | cego | aveugle
deaf | sordo | surdo | sourd
autism, autistic | autismo, autista | autismo, autista | autisme, autiste
baby, infant, newborn | bebé, lactante, recién nacido | bebê, recém-nascido | bébé, nourrisson, nouveau-né
discourage, disincentive | desincentivar, desalentar, desincentivo | desincentivar, desincentivo, desestimular | décourager, désincitation
aid dependency, welfare dependency, (laziness) | asistencialismo, dependencia de la ayuda, (vagancia) | assistencialismo, dependência da ajuda, (preguiça) | assistanat, dépendance à l'aide, (paresse)
undue payments, improper payments, overpayment, (ghost beneficiary) | pagos indebidos, (beneficiario fantasma) | pagamentos indevidos, (beneficiário fantasma) | paiements indus, trop-perçu, (bénéficiaire fantôme)
budget cut, budget cuts, lack of funding, lack of funds, lack of budget, budget ran short | recorte presupuestario, recortes, falta de presupuesto, falta de fondos, falta de financiamiento, tope presupuestal | corte de orçamento, cortes de orçamento, falta de orçamento, falta de recursos | coupe budgétaire, coupes budgétaires, manque de financement, manque de fonds, manque de moyens
administrative cost, overhead | costo administrativo | custo administrativo | coût administratif
school performance, test scores, (marks) | rendimiento escolar, logro escolar | desempenho escolar | résultats scolaires, réussite scolaire
birth weight | peso al nacer | peso ao nascer | poids à la naissance
time use | uso del tiempo | uso do tempo | usage du temps
decision making | toma de decisiones | tomada de decisões | prise de décision
wellbeing, happiness | bienestar, felicidad | bem-estar, felicidade | bien-être, bonheur
local economy | economía local | economia local | économie locale
producer | productor | produtor | producteur
seed | semilla | semente | semence
irrigation | riego | irrigação | irrigation
sibling, brother, sister | hermano, hermana | irmão, irmã | frère, sœur
grandchild, grandchildren | nieto, nieta | neto, neta | petit-enfant, petits-enfants
large family, (big family) | familia numerosa | família numerosa | famille nombreuse
only child | hijo único | filho único | enfant unique
foster family, foster care | familia de acogida, acogimiento familiar | família acolhedora, acolhimento familiar | famille d'accueil
adoption | adopción | adoção | adoption
boat | lancha, bote, embarcación | barco, embarcação | bateau
road | camino, carretera | estrada | route
census | censo | censo | recensement
suspension, suspended | suspensión, suspendido | suspensão, bloqueio, cancelamento | suspension, radiation
facilitator | facilitador, facilitadora | facilitador, facilitadora | facilitateur, animateur
certification | certificación | certificação | certification
infrastructure | infraestructura | infraestrutura | infrastructure
tender, bidding, procurement | licitación | licitação | appel d'offres, marché public
supplier | proveedor | fornecedor | fournisseur
food safety | inocuidad | segurança dos alimentos | sécurité sanitaire des aliments
menu | menú | cardápio | menu
fruit, vegetables | frutas, verduras | frutas, verduras | fruits, légumes
biometrics, biometric, fingerprint | biometría, biométrico, huella digital | biometria, biométrico | biométrie, empreinte digitale
banking agent | corresponsal bancario, agente bancario | correspondente bancário, lotérica | agent bancaire
cohort | cohorte | coorte | cohorte
public works, cash for work | obras públicas, empleo temporal | frentes de trabalho, obras públicas | travaux publics, argent contre travail
mentoring, coaching | mentoría, tutoría | mentoria, tutoria | mentorat, coaching
early warning, anticipatory action | alerta temprana, acción anticipatoria | alerta precoce, ação antecipatória | alerte précoce, action anticipée
contingency fund | fondo de contingencia | fundo de contingência | fonds de contingence
shelter | albergue, refugio | abrigo | abri, hébergement
"""  # noqa: E501 - a line is a meaning


# What people add to a search that it is not about: what they ask, and what everything here is.
ASIDE = """
how, what, which, where, why, what works, what happens, how many, how much
cómo, cuál, cuáles, dónde, por qué, qué pasa, cuánto, hay, está, están
qual, quais, onde, por que, quanto, há, estão, existem
comment, pourquoi, quel, quelle, combien, qu'est ce que, faire
programme, program, programa, project, proyecto, projeto, projet, initiative, iniciativa
country, countries, país, países, pays
use, uses, used, using, usan, usó, usaron, utiliza, utilizan, utilizaron
usam, usou, usaram, utilizam, utilizaram, utilisent, utilisé
looking for, I need, busco, quiero saber, necesito, procuro, quero saber, preciso, je cherche
experience, experiencia, experiência, expérience, example, ejemplo, exemplo, exemple
case study, case studies, estudio de caso, estudos de caso, étude de cas
best practice, good practice, buenas prácticas, boas práticas, bonnes pratiques
lessons learned, lecciones aprendidas, lições aprendidas, leçons apprises, enseignements tirés
Latin America, América Latina, Amérique latine, the Americas, las Américas
information, información, informação, information about
help, support, ayuda, apoyo, ajuda, apoio, aide, appui
failure, failed, fail, fails, failing, did not work, went wrong
fracaso, fracasar, fracasó, fracasaron, falla, falló, fallar, fallaron
no funciona, no funcionó, no funcionaron, salió mal
fracasso, fracassou, falha, falhou, falhar, falharam
não funciona, não funcionou, não funcionaram, deu errado, dar errado
échec, échoué, échouer, ne marche pas, n'a pas marché, n'a pas fonctionné, mal fonctionné
"""

# The stemmers drop these, and what is left says something else: *sin techo* is no roof.
DENYING = {"no", "not", "without", "sin", "sem", "nao", "ne", "pas"}

# Endings of words in a number that their own stemmer takes for another word.
TURNING = {
    "en": (
        "child",
        "children",
        "man",
        "men",
        "person",
        "people",
        "crisis",
        "crises",
        "ised",
        "ized",
    ),
    "es": ("cion", "ciones"),
    "pt": ("ao", "oes", "aes", "mae", "al", "ais", "el", "eis", "em", "ens"),
    "fr": ("al", "aux", "eur", "euse"),
}

# In Spanish and Portuguese: *desplazado* and *desplazada* have one stem, and so have their texts.
OF_MEN = re.compile(r"\b(\w+(?:[ai]d|ari)(?=o\b)|\w+[dt]or\b)o?")


def _key(words: Sequence[str]) -> tuple[str, ...]:
    """Alike in the singular and in the plural."""
    return tuple(_singular(bare(word)) for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _singular(word: str) -> str:
    forms = sorted([word, *other_forms(word)])
    word = min(forms, key=lambda form: (len(form), form))
    for ending in ("es", "s", "x"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending)
            break
    return re.sub("y$", "i", word.removesuffix("e"))  # families, family


def _of_women(text: str) -> str:
    """*Desplazada*, *trabajadora informal*: in the list the man alone stands for both."""
    return OF_MEN.sub(r"\1a", bare(text))


def _turned(language: str, text: str) -> list[str]:
    """In the other number, where the stemmer of the language does not know it."""
    return [
        text.replace(word, other)
        for word in text.split()
        if bare(word).endswith(TURNING[language])
        for other in other_forms(word)
        if bare(other).endswith(TURNING[language])
    ]


type Ways = tuple[tuple[str, str], ...]  # (language, words)


@cache
def _meanings() -> dict[tuple[str, ...], Ways]:
    known: dict[tuple[str, ...], Ways] = {}
    women: dict[tuple[str, ...], Ways] = {}
    for line in LEXICON.strip().splitlines():
        columns = zip(CODES, line.split("|"), strict=True)
        said = [(code, text.strip()) for code, texts in columns for text in texts.split(",")]
        asked = [
            (code, text)
            for code, text in said
            if not text.startswith("(") and not denies(_words(text))
        ]
        turned = [(code, other) for code, text in asked for other in _turned(code, text)]
        ways = tuple(dict.fromkeys([*asked, *turned]))
        for _code, text in said:
            known.setdefault(_key(_words(text)), ways)
        two = [text for code, text in said if code in ("es", "pt")]
        women |= {_key(_words(_of_women(text))): ways for text in two}
    return women | known


@cache
def _longest() -> int:
    return max(map(len, _meanings()))


@cache
def _aside() -> set[tuple[str, ...]]:
    texts = re.split(r"[,\n]", ASIDE.strip())
    return {_key(_words(text)) for text in texts}


def aside(words: Sequence[str]) -> set[int]:
    """The places of words that say nothing of what is searched for."""
    keys, known = _key(words), _aside()
    return {
        place
        for size in (1, 2, 3, 4)
        for start in range(len(keys) - size + 1)
        if keys[start : start + size] in known
        for place in range(start, start + size)
    }


def alike(one: str, other: str) -> bool:
    """The same words, in whatever number."""
    return _key(one.split()) == _key(other.split())


def denies(words: Sequence[str]) -> bool:
    """Does it say something else without its small words?"""
    return not DENYING.isdisjoint(bare(word) for word in words)


def meant(words: Sequence[str]) -> dict[tuple[int, int], Ways]:
    """By first word and number of words: all ways to say the same. The longest of several."""
    known, keys = _meanings(), _key(words)
    found: dict[tuple[int, int], Ways] = {}
    start = 0
    while start < len(keys):
        for size in range(min(_longest(), len(keys) - start), 0, -1):
            if ways := known.get(keys[start : start + size]):
                found[start, size] = ways
                break
        else:
            size = 1
        start += size
    return found
