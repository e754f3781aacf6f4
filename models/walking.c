/* The inner loops of models/questions.py, models/walk.py and models/tabled.py: the same numbers, bit by bit, as NumPy
 * gives there, for a third of the time, and they leave most of the processor's cache to the rest of a score.
 *
 * What is given are contiguous arrays: float64, Py_ssize_t where nothing else is said. How they fit together is checked;
 * what stands in them is not: they are made in the modules named. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

enum { NODES = 31, LEAVES = 16, BITS = 8, AT_ONCE = 4 };

static void release(Py_buffer *held, int count) {
    for (int at = 0; at < count; at++)
        PyBuffer_Release(&held[at]);
}

static PyObject *ended(Py_buffer *held, int count, int fits) {
    release(held, count);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "the tables and rows do not fit together");
        return NULL;
    }
    Py_RETURN_NONE;
}

static Py_ssize_t doubles(const Py_buffer *held) { return held->len / (Py_ssize_t)sizeof(double); }

static Py_ssize_t sizes(const Py_buffer *held) { return held->len / (Py_ssize_t)sizeof(Py_ssize_t); }

/* answers(rows, width, column, times, above, within, right, first, end, out): see Questions.answers; right and out are
 * bytes, out has one more for each row than there are questions. */
static PyObject *answers(PyObject *self, PyObject *given) {
    Py_buffer held[9];
    Py_ssize_t width;
    if (!PyArg_ParseTuple(given, "y*ny*y*y*y*y*y*y*w*", &held[0], &width, &held[1], &held[2], &held[3], &held[4],
                          &held[5], &held[6], &held[7], &held[8]))
        return NULL;
    const Py_ssize_t *column = held[1].buf, *times = held[2].buf, *first = held[6].buf;
    const double *above = held[3].buf, *within = held[4].buf, *end = held[7].buf;
    const uint8_t *right = held[5].buf;
    Py_ssize_t runs = sizes(&held[1]), above_count = doubles(&held[3]);
    Py_ssize_t known = above_count + doubles(&held[4]), count = known + doubles(&held[7]), asked = 0;
    Py_ssize_t rows = width > 0 ? doubles(&held[0]) / width : 0;
    int fits = sizes(&held[2]) == runs && sizes(&held[6]) == count - known && held[8].len == rows * (count + 1);
    for (Py_ssize_t run = 0; fits && run < runs; run++) {
        fits = column[run] >= 0 && column[run] < width && times[run] >= 0;
        asked += times[run];
    }
    if (!fits || asked != count)
        return ended(held, 9, 0);
    for (Py_ssize_t nth = 0; nth < rows; nth++) {
        const double *row = (const double *)held[0].buf + nth * width;
        uint8_t *out = (uint8_t *)held[8].buf + nth * (count + 1);
        Py_ssize_t question = 0;
        for (Py_ssize_t run = 0; run < runs; run++) { /* no run holds questions of two kinds */
            const double value = row[column[run]];
            const Py_ssize_t last = question + times[run];
            if (question < above_count)
                for (; question < last; question++)
                    out[question] = value > above[question];
            else if (question < known)
                for (; question < last; question++)
                    out[question] = !(value <= within[question - above_count]);
            else
                for (; question < last; question++) {
                    const Py_ssize_t set = question - known;
                    const double category = trunc(value);
                    out[question] = right[first[set] + (Py_ssize_t)(category >= 0 && category < end[set] ? category : end[set])];
                }
        }
        out[count] = 0;
    }
    return ended(held, 9, 1);
}

/* scores(answers, question, next, value, model, depth, out): see Walk.scores; answers, next are bytes, question uint16,
 * model int32. */
static PyObject *scores(PyObject *self, PyObject *given) {
    Py_buffer held[6];
    Py_ssize_t depth, models;
    if (!PyArg_ParseTuple(given, "y*y*y*y*y*nnw*", &held[0], &held[1], &held[2], &held[3], &held[4], &depth, &models,
                          &held[5]))
        return NULL;
    const uint16_t *questions = held[1].buf;
    const uint8_t *nexts = held[2].buf;
    const double *values = held[3].buf;
    const int32_t *model = held[4].buf;
    Py_ssize_t trees = held[4].len / (Py_ssize_t)sizeof(int32_t);
    Py_ssize_t rows = models > 0 ? doubles(&held[5]) / models : 0, long_ = rows ? held[0].len / rows : 0;
    if (held[1].len != trees * NODES * 2 || held[2].len != trees * NODES * 2 || doubles(&held[3]) != trees * LEAVES ||
        held[0].len != rows * long_)
        return ended(held, 6, 0);
    for (Py_ssize_t nth = 0; nth < rows; nth++) {
        const uint8_t *right = (const uint8_t *)held[0].buf + nth * long_;
        double *out = (double *)held[5].buf + nth * models;
        for (Py_ssize_t at = 0; at < models; at++)
            out[at] = 0.0;
        Py_ssize_t tree = 0;
        for (; tree + AT_ONCE <= trees; tree += AT_ONCE) { /* side by side: a step waits for the one before it */
            const uint16_t *question = questions + tree * NODES;
            const uint8_t *next = nexts + tree * NODES * 2;
            unsigned node[AT_ONCE] = {0};
            for (Py_ssize_t step = 0; step < depth; step++) /* no branch that depends on the row: none is guessed wrong */
                for (int at = 0; at < AT_ONCE; at++)
                    node[at] = next[2 * (at * NODES + node[at]) + right[question[at * NODES + node[at]]]];
            for (int at = 0; at < AT_ONCE; at++)
                out[model[tree + at]] += values[(tree + at) * LEAVES + node[at] - (LEAVES - 1)];
        }
        for (; tree < trees; tree++) {
            const uint16_t *question = questions + tree * NODES;
            const uint8_t *next = nexts + tree * NODES * 2;
            unsigned node = 0;
            for (Py_ssize_t step = 0; step < depth; step++)
                node = next[2 * node + right[question[node]]];
            out[model[tree]] += values[tree * LEAVES + node - (LEAVES - 1)];
        }
    }
    return ended(held, 6, 1);
}

/* contributions(answers, members, width, table, columns, base, out): see Tabled.contributions; answers are bytes,
 * members and columns int32. */
static PyObject *contributions(PyObject *self, PyObject *given) {
    Py_buffer held[5];
    Py_ssize_t width, features;
    double base;
    if (!PyArg_ParseTuple(given, "y*y*ny*y*dnw*", &held[0], &held[1], &width, &held[2], &held[3], &base, &features,
                          &held[4]))
        return NULL;
    const int32_t *members = held[1].buf, *columns = held[3].buf;
    const double *table = held[2].buf;
    Py_ssize_t groups = held[1].len / (Py_ssize_t)(BITS * sizeof(int32_t));
    Py_ssize_t entries = groups ? held[3].len / (Py_ssize_t)sizeof(int32_t) / groups : 0;
    Py_ssize_t rows = doubles(&held[4]) / (features + 1), long_ = rows ? held[0].len / rows : 0;
    if (width < 0 || width > BITS || doubles(&held[2]) != (groups << width) * entries || held[0].len != rows * long_)
        return ended(held, 5, 0);
    for (Py_ssize_t nth = 0; nth < rows; nth++) {
        const uint8_t *right = (const uint8_t *)held[0].buf + nth * long_;
        double *out = (double *)held[4].buf + nth * (features + 1);
        for (Py_ssize_t at = 0; at < features; at++)
            out[at] = 0.0;
        for (Py_ssize_t group = 0; group < groups; group++) {
            const int32_t *member = members + group * BITS, *column = columns + group * entries;
            Py_ssize_t line = 0;
            for (int bit = 0; bit < BITS; bit++)
                line |= (Py_ssize_t)right[member[bit]] << bit;
            const double *shares = table + ((group << width) + line) * entries;
            for (Py_ssize_t at = 0; at < entries; at++)
                out[column[at]] += shares[at];
        }
        out[features] = base;
    }
    return ended(held, 5, 1);
}

static PyMethodDef functions[] = {
    {"answers", answers, METH_VARARGS, "Questions.answers"},
    {"scores", scores, METH_VARARGS, "Walk.scores"},
    {"contributions", contributions, METH_VARARGS, "Tabled.contributions"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef walking = {PyModuleDef_HEAD_INIT, "walking", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_walking(void) { return PyModule_Create(&walking); }
