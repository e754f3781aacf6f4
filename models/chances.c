/* From raw scores to odds, for models/odds.py, models/mixture.py, models/codes.py and serving/reasons/facts.py: what NumPy
 * does there, to the last digits of a double. One claim has a few dozen numbers, so that there each of some sixty calls
 * of NumPy costs more than all the arithmetic.
 *
 * What is given are contiguous arrays of float64, and of Py_ssize_t where a name says which or where. How they fit
 * together is checked; indices are not: they are made in the modules named. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>

/* As in models/odds.py, models/mixture.py and serving/reasons/facts.py; a test holds them together. */
static const double FARTHEST = -40.0, SMALLEST = 1e-6, NEARLY_CERTAIN = 1 - 1e-12, RAREST = 0.001, SLIGHT = 0.005;

static const char MISFIT[] = "the arrays do not fit together";

static void release(Py_buffer *held, int count) {
    for (int at = 0; at < count; at++)
        PyBuffer_Release(&held[at]);
}

static Py_ssize_t doubles(const Py_buffer *held) { return held->len / (Py_ssize_t)sizeof(double); }

static Py_ssize_t sizes(const Py_buffer *held) { return held->len / (Py_ssize_t)sizeof(Py_ssize_t); }

static double larger(double one, double other) { return one > other ? one : other; }

static double smaller(double one, double other) { return one < other ? one : other; }

static double expit(double x) { return 1.0 / (exp(-larger(x, FARTHEST)) + 1.0); }

static double none(double p) { return log1p(-smaller(p, NEARLY_CERTAIN)); }

static double calibrated(double p, double slope, double intercept) {
    p = smaller(larger(p, SMALLEST), 1 - SMALLEST);
    return smaller(larger(expit(slope * (log(p) - log1p(-p)) + intercept), SMALLEST), 1 - SMALLEST);
}

/* composed(raw, starts, slopes, intercepts, together, by, at_lines, at_claims, met, found): see Composing. */
static PyObject *composed(PyObject *self, PyObject *given) {
    Py_buffer held[10];
    if (!PyArg_ParseTuple(given, "y*y*y*y*y*y*w*w*w*w*", &held[0], &held[1], &held[2], &held[3], &held[4], &held[5],
                          &held[6], &held[7], &held[8], &held[9]))
        return NULL;
    const double *raw = held[0].buf, *slopes = held[2].buf, *intercepts = held[3].buf, *together = held[4].buf;
    const double *by = held[5].buf;
    const Py_ssize_t *starts = held[1].buf;
    double *at_lines = held[6].buf, *at_claims = held[7].buf, *met = held[8].buf, *found = held[9].buf;
    Py_ssize_t hazards = doubles(&held[2]), claims = sizes(&held[1]);
    Py_ssize_t rows = hazards ? doubles(&held[0]) / hazards : 0;
    int fits = doubles(&held[3]) == hazards && doubles(&held[4]) == hazards && doubles(&held[5]) == 4 &&
               doubles(&held[0]) == rows * hazards && doubles(&held[6]) == rows * hazards &&
               doubles(&held[7]) == claims * hazards && doubles(&held[8]) == claims + rows &&
               doubles(&held[9]) == claims + rows;
    for (Py_ssize_t claim = 0; fits && claim < claims; claim++)
        fits = starts[claim] >= 0 && starts[claim] < (claim + 1 < claims ? starts[claim + 1] : rows);
    if (!fits || (claims && starts[0])) {
        release(held, 10);
        PyErr_SetString(PyExc_ValueError, MISFIT);
        return NULL;
    }
    for (Py_ssize_t claim = 0; claim < claims; claim++) {
        const Py_ssize_t first = starts[claim], end = claim + 1 < claims ? starts[claim + 1] : rows;
        double *at_claim = at_claims + claim * hazards, neither = 0.0;
        for (Py_ssize_t row = first; row < end; row++)
            met[claims + row] = 0.0;
        for (Py_ssize_t hazard = 0; hazard < hazards; hazard++) {
            double apart = 0.0, riskiest = 0.0;
            for (Py_ssize_t row = first; row < end; row++) {
                const Py_ssize_t at = row * hazards + hazard;
                const double p = expit(raw[at] * slopes[hazard] + intercepts[hazard]), not = none(p);
                at_lines[at] = p;
                riskiest = larger(riskiest, p);
                apart += not;
                met[claims + row] += not;
            }
            at_claim[hazard] = together[hazard] * riskiest + (1 - together[hazard]) * -expm1(apart);
            neither += none(at_claim[hazard]);
        }
        met[claim] = -expm1(neither);
        found[claim] = calibrated(met[claim], by[0], by[2]);
        for (Py_ssize_t row = claims + first; row < claims + end; row++) {
            met[row] = -expm1(met[row]);
            found[row] = calibrated(met[row], by[1], by[3]);
        }
    }
    release(held, 10);
    Py_RETURN_NONE;
}

/* lifts(rows, width, own_at, first_at, payer_at, chances, starts, lift_of_at, out): see Mixture.lifts. */
static PyObject *lifts(PyObject *self, PyObject *given) {
    Py_buffer held[8];
    Py_ssize_t width;
    if (!PyArg_ParseTuple(given, "y*ny*y*y*y*y*y*w*", &held[0], &width, &held[1], &held[2], &held[3], &held[4],
                          &held[5], &held[6], &held[7]))
        return NULL;
    const double *rows = held[0].buf, *chances = held[4].buf;
    const Py_ssize_t *own = held[1].buf, *first = held[2].buf, *payer = held[3].buf, *starts = held[5].buf;
    const Py_ssize_t *lift_of = held[6].buf;
    double *out = held[7].buf;
    Py_ssize_t kinds = sizes(&held[3]), claims = sizes(&held[5]), codes = sizes(&held[6]);
    Py_ssize_t lines = width > 0 ? doubles(&held[0]) / width : 0;
    int fits = sizes(&held[2]) == kinds && doubles(&held[4]) == lines && doubles(&held[7]) == claims * codes;
    for (Py_ssize_t claim = 0; fits && claim < claims; claim++)
        fits = starts[claim] >= 0 && starts[claim] < (claim + 1 < claims ? starts[claim + 1] : lines);
    double *told = fits ? PyMem_Malloc((size_t)(kinds + 1) * sizeof(double)) : NULL;
    if (!told) {
        release(held, 8);
        return fits ? PyErr_NoMemory() : (PyErr_SetString(PyExc_ValueError, MISFIT), NULL);
    }
    told[kinds] = 1.0;
    for (Py_ssize_t claim = 0; claim < claims; claim++) {
        const Py_ssize_t end = claim + 1 < claims ? starts[claim + 1] : lines;
        double all = 0.0;
        for (Py_ssize_t line = starts[claim]; line < end; line++)
            all += chances[line];
        for (Py_ssize_t kind = 0; kind < kinds; kind++) {
            const Py_ssize_t last = kind + 1 < kinds ? first[kind + 1] : sizes(&held[1]);
            double weighed = 0.0;
            for (Py_ssize_t line = starts[claim]; line < end; line++) {
                const double *row = rows + line * width;
                double most = row[own[first[kind]]];
                for (Py_ssize_t at = first[kind] + 1; at < last; at++)
                    most = fmax(most, row[own[at]]); /* the missing are no more than anything */
                const double usual = row[payer[kind]];
                const double lift = larger(most, RAREST) / larger(usual, RAREST);
                weighed += (isnan(most) || isnan(usual) ? 1.0 : lift) * chances[line];
            }
            told[kind] = weighed / all;
        }
        for (Py_ssize_t code = 0; code < codes; code++)
            out[claim * codes + code] = told[lift_of[code]];
    }
    PyMem_Free(told);
    release(held, 8);
    Py_RETURN_NONE;
}

/* leaning(shares, lift, width, lift_of_at, out): see models.codes.leaning; lift and out have a row a claim. */
static PyObject *leaning(PyObject *self, PyObject *given) {
    Py_buffer held[4];
    Py_ssize_t width;
    if (!PyArg_ParseTuple(given, "y*y*ny*w*", &held[0], &held[1], &width, &held[2], &held[3]))
        return NULL;
    const double *shares = held[0].buf;
    const Py_ssize_t *lift_of = held[2].buf;
    Py_ssize_t codes = doubles(&held[0]), claims = width > 0 ? doubles(&held[1]) / width : 0;
    int fits = sizes(&held[2]) == codes && doubles(&held[3]) == claims * codes;
    for (Py_ssize_t claim = 0; fits && claim < claims; claim++) {
        const double *lift = (const double *)held[1].buf + claim * width;
        double *out = (double *)held[3].buf + claim * codes, all = 0.0, weights = 0.0;
        for (Py_ssize_t code = 0; code < codes; code++) {
            all += shares[code];
            weights += out[code] = shares[code] * lift[lift_of[code]];
        }
        for (Py_ssize_t code = 0; code < codes; code++)
            out[code] *= all / larger(weights, SMALLEST);
    }
    release(held, 4);
    if (!fits)
        return PyErr_SetString(PyExc_ValueError, MISFIT), NULL;
    Py_RETURN_NONE;
}

/* The likeliest first; those that are as likely stay in the order of the codes. */
static void ordered(const double *chance, Py_ssize_t *order, Py_ssize_t codes) {
    for (Py_ssize_t code = 0; code < codes; code++) {
        Py_ssize_t at = code;
        for (; at > 0 && chance[order[at - 1]] < chance[code]; at--)
            order[at] = order[at - 1];
        order[at] = code;
    }
}

/* codes(shares, width, hazards, hazard_at, place_at, chances, composed, claims, names) -> a dict a claim: see Codes.odds;
 * shares has a row a claim, width long, or one row for all. */
static PyObject *codes(PyObject *self, PyObject *given) {
    Py_buffer held[6];
    Py_ssize_t width, hazards;
    PyObject *names;
    if (!PyArg_ParseTuple(given, "y*nny*y*y*y*y*O!", &held[0], &width, &hazards, &held[1], &held[2], &held[3], &held[4],
                          &held[5], &PyTuple_Type, &names))
        return NULL;
    const double *shares = held[0].buf, *chances = held[3].buf, *met = held[4].buf, *claim_odds = held[5].buf;
    const Py_ssize_t *hazard = held[1].buf, *place = held[2].buf;
    Py_ssize_t claims = doubles(&held[5]), count = PyTuple_GET_SIZE(names);
    int alike = doubles(&held[0]) == width;
    int fits = sizes(&held[1]) == width && sizes(&held[2]) == width && doubles(&held[4]) == claims &&
               doubles(&held[3]) == claims * hazards && (alike || doubles(&held[0]) == claims * width);
    double *chance = fits ? PyMem_Malloc((size_t)(count + 1) * sizeof(double)) : NULL;
    Py_ssize_t *order = fits ? PyMem_Malloc((size_t)(count + 1) * sizeof(Py_ssize_t)) : NULL;
    PyObject *told = chance && order ? PyList_New(claims) : NULL;
    if (!told && !fits)
        PyErr_SetString(PyExc_ValueError, MISFIT);
    else if (!told && !PyErr_Occurred())
        PyErr_NoMemory();
    for (Py_ssize_t claim = 0; told && claim < claims; claim++) {
        const double *share = shares + (alike ? 0 : claim * width), *of = chances + claim * hazards;
        const double scale = claim_odds[claim] / larger(met[claim], SMALLEST);
        for (Py_ssize_t code = 0; code < count; code++)
            chance[code] = 0.0;
        for (Py_ssize_t pair = 0; pair < width; pair++)
            chance[place[pair]] = 1 - (1 - chance[place[pair]]) * (1 - of[hazard[pair]] * share[pair]);
        for (Py_ssize_t code = 0; code < count; code++)
            chance[code] = smaller(chance[code] * scale, claim_odds[claim]);
        ordered(chance, order, count);
        PyObject *one = PyDict_New();
        if (one)
            PyList_SET_ITEM(told, claim, one);
        for (Py_ssize_t nth = 0; one && nth < count; nth++) {
            PyObject *number = PyFloat_FromDouble(chance[order[nth]]);
            if (!number || PyDict_SetItem(one, PyTuple_GET_ITEM(names, order[nth]), number) < 0)
                one = NULL;
            Py_XDECREF(number);
        }
        if (!one)
            Py_CLEAR(told);
    }
    PyMem_Free(chance);
    PyMem_Free(order);
    release(held, 6);
    return told;
}

/* moving(effects, chances, kinds, of, groups, most) -> (score, group, effect, impact), score by score: see facts_of.
 *
 * effects is a list of arrays, a score each; chances and kinds are lists beside it; of holds the group of each column, a
 * row a kind, groups how many each kind has, and most is the largest of these. */
static PyObject *moving(PyObject *self, PyObject *given) {
    PyObject *effects, *chances, *kinds, *told = NULL;
    Py_buffer of, groups;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(given, "O!O!O!y*y*n", &PyList_Type, &effects, &PyList_Type, &chances, &PyList_Type, &kinds, &of,
                          &groups, &most))
        return NULL;
    const Py_ssize_t *counts = groups.buf;
    Py_ssize_t scores = PyList_GET_SIZE(effects), columns = sizes(&groups) ? sizes(&of) / sizes(&groups) : 0;
    double *sums = most > 0 ? PyMem_Malloc((size_t)most * 2 * sizeof(double)) : NULL;
    int fits = sums && PyList_GET_SIZE(chances) == scores && PyList_GET_SIZE(kinds) == scores;
    if (fits)
        told = PyList_New(0);
    else
        PyErr_SetString(PyExc_ValueError, MISFIT);
    for (Py_ssize_t score = 0; told && score < scores; score++) {
        Py_buffer own;
        const double p = PyFloat_AsDouble(PyList_GET_ITEM(chances, score));
        const Py_ssize_t kind = PyLong_AsSsize_t(PyList_GET_ITEM(kinds, score));
        if (PyErr_Occurred() || PyObject_GetBuffer(PyList_GET_ITEM(effects, score), &own, PyBUF_SIMPLE) < 0) {
            Py_CLEAR(told);
            break;
        }
        fits = kind >= 0 && kind < sizes(&groups) && doubles(&own) == columns && counts[kind] > 0 && counts[kind] <= most;
        if (fits) {
            const double *effect = own.buf;
            const Py_ssize_t *group = (const Py_ssize_t *)of.buf + kind * columns;
            double *impacts = sums + most;
            Py_ssize_t foremost = 0;
            for (Py_ssize_t at = 0; at < counts[kind]; at++)
                sums[at] = 0.0;
            for (Py_ssize_t column = 0; column < columns; column++)
                sums[group[column]] += effect[column];
            for (Py_ssize_t at = 0; at < counts[kind]; at++) {
                const double odds = p / larger(1.0 - p, 1e-12) * exp(-sums[at]);
                impacts[at] = p - odds / (1.0 + odds);
                if (impacts[at] > impacts[foremost])
                    foremost = at;
            }
            for (Py_ssize_t at = 0; told && at < counts[kind]; at++)
                if (fabs(impacts[at]) >= SLIGHT || at == foremost) {
                    PyObject *one = Py_BuildValue("(nndd)", score, at, sums[at], impacts[at]);
                    if (!one || PyList_Append(told, one) < 0)
                        Py_CLEAR(told);
                    Py_XDECREF(one);
                }
        } else {
            PyErr_SetString(PyExc_ValueError, MISFIT);
            Py_CLEAR(told);
        }
        PyBuffer_Release(&own);
    }
    PyMem_Free(sums);
    PyBuffer_Release(&of);
    PyBuffer_Release(&groups);
    return told;
}

/* strongest(effects, row, columns, sign) -> the column or None: see serving.reasons.facts.strongest. */
static PyObject *strongest(PyObject *self, PyObject *given) {
    Py_buffer effects, row;
    PyObject *columns;
    double sign, most = -INFINITY;
    if (!PyArg_ParseTuple(given, "y*y*O!d", &effects, &row, &PyTuple_Type, &columns, &sign))
        return NULL;
    const double *effect = effects.buf, *value = row.buf;
    PyObject *found = Py_None;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(columns); nth++) {
        const Py_ssize_t column = PyLong_AsSsize_t(PyTuple_GET_ITEM(columns, nth));
        if (column < 0 || column >= doubles(&effects) || column >= doubles(&row)) {
            PyErr_SetString(PyExc_ValueError, MISFIT);
            found = NULL;
            break;
        }
        if (sign * effect[column] > most && !isnan(value[column])) {
            most = sign * effect[column];
            found = PyTuple_GET_ITEM(columns, nth);
        }
    }
    PyBuffer_Release(&effects);
    PyBuffer_Release(&row);
    return Py_XNewRef(found);
}

static PyMethodDef functions[] = {
    {"composed", composed, METH_VARARGS, "Composing"},
    {"lifts", lifts, METH_VARARGS, "Mixture.lifts"},
    {"leaning", leaning, METH_VARARGS, "models.codes.leaning"},
    {"codes", codes, METH_VARARGS, "Codes.odds"},
    {"moving", moving, METH_VARARGS, "serving.reasons.facts.facts_of"},
    {"strongest", strongest, METH_VARARGS, "serving.reasons.facts.strongest"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef chances = {PyModuleDef_HEAD_INIT, "chances", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_chances(void) { return PyModule_Create(&chances); }
