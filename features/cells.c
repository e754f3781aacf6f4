/* What History reads of its cells for one line: the numbers of features/history.py, bit by bit, for a quarter of the time.
 *
 * Each key of a line is looked up once, and each family of each cell read once: some 250 numbers, of which none is worth
 * a Python call. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

/* As in features/history.py; a test holds them together. */
static const double HALF_LIFE = 180.0, PRIOR = 4.0;
enum { HEAD = 3 };

/* One cell's count, then the rate and the short memory of each family. -1 where an exception stands. */
static int read_cell(PyObject *cell, double day, const double *numbers, const Py_ssize_t *parents, Py_ssize_t families,
                     double *out) {
    Py_buffer held;
    if (PyObject_GetBuffer(cell, &held, PyBUF_SIMPLE) < 0)
        return -1;
    const int fits = held.len == (HEAD + 2 * families) * (Py_ssize_t)sizeof(double);
    if (fits) {
        const double *counted = held.buf, fade = day > counted[0] ? pow(0.5, (day - counted[0]) / HALF_LIFE) : 1.0;
        const double seen = counted[1] * fade, unknown = 1.0 - counted[2], scale = 1.0 / (seen + PRIOR);
        out[0] = seen;
        for (Py_ssize_t at = 0; at < families; at++) {
            const double rate = (counted[HEAD + 2 * at] * fade + PRIOR * numbers[parents[at]]) * scale;
            out[1 + 2 * at] = rate;
            out[2 + 2 * at] = counted[HEAD + 2 * at + 1] + unknown * rate;
        }
    } else
        PyErr_SetString(PyExc_ValueError, "a cell does not fit its key");
    PyBuffer_Release(&held);
    return fits ? 0 : -1;
}

/* No answers, and the parent's rates for rate and memory. */
static void unseen(const double *numbers, const Py_ssize_t *parents, Py_ssize_t families, double *out) {
    out[0] = 0.0;
    for (Py_ssize_t at = 0; at < families; at++)
        out[1 + 2 * at] = out[2 + 2 * at] = numbers[parents[at]];
}

/* The numbers under one name of a key; under one of several, joined to those before it: of each rate the worst, or the
 * best, and the largest count. */
static int add(PyObject *cells, PyObject *name, int nth, int worst, double day, const double *numbers,
               const Py_ssize_t *parents, Py_ssize_t families, double *own, double *out) {
    PyObject *cell = PyDict_GetItemWithError(cells, name);
    double *into = nth ? own : out;
    if (!cell && PyErr_Occurred())
        return -1;
    if (!cell)
        unseen(numbers, parents, families, into);
    else if (read_cell(cell, day, numbers, parents, families, into) < 0)
        return -1;
    for (Py_ssize_t at = 0; nth && at < 1 + 2 * families; at++)
        if (at == 0 || worst ? own[at] > out[at] : own[at] < out[at])
            out[at] = own[at];
    return 0;
}

/* read(names, cells, families, worst, parents, day) -> list[float]: see History._experience.
 *
 * names and cells are lists, a key each; families (Py_ssize_t) and worst (bytes) tell of each key how many kinds it counts
 * and whether the worst holds; parents (Py_ssize_t) holds one after the other where the parents' rates stand, -1 where
 * there is none. */
static PyObject *read_all(PyObject *self, PyObject *given) {
    PyObject *names, *cells, *told = NULL;
    Py_buffer families, worst, parents;
    double day;
    if (!PyArg_ParseTuple(given, "O!O!y*y*y*d", &PyList_Type, &names, &PyList_Type, &cells, &families, &worst, &parents,
                          &day))
        return NULL;
    const Py_ssize_t *counts = families.buf, *parent = parents.buf;
    Py_ssize_t keys = families.len / (Py_ssize_t)sizeof(Py_ssize_t), known = parents.len / (Py_ssize_t)sizeof(Py_ssize_t);
    Py_ssize_t width = keys, most = 0, rates = 0;
    int fits = PyList_GET_SIZE(names) == keys && PyList_GET_SIZE(cells) == keys && worst.len == keys;
    for (Py_ssize_t key = 0; fits && key < keys; key++) {
        fits = counts[key] >= 0 && PyDict_Check(PyList_GET_ITEM(cells, key));
        most = counts[key] > most ? counts[key] : most;
        width += 2 * counts[key];
        rates += counts[key];
    }
    for (Py_ssize_t at = 0; fits && at < known; at++)
        fits = parent[at] >= -1 && parent[at] < width;
    fits = fits && rates == known;
    /* Before the numbers stands the rate of the parent of the root, behind them what is read of one of several names. */
    double *room = fits ? PyMem_Malloc((size_t)(1 + width + 1 + 2 * most) * sizeof(double)) : NULL;
    if (!fits)
        PyErr_SetString(PyExc_ValueError, "names and cells do not fit the keys");
    else if (!room)
        PyErr_NoMemory();
    int fine = room != NULL;
    if (fine) {
        double *numbers = room + 1, *out = numbers, *own = numbers + width;
        room[0] = 0.0;
        for (Py_ssize_t key = 0; fine && key < keys; key++) {
            PyObject *named = PyList_GET_ITEM(names, key), *of_key = PyList_GET_ITEM(cells, key);
            const Py_ssize_t own_width = 1 + 2 * counts[key], several = PyTuple_Check(named) ? PyTuple_GET_SIZE(named) : 0;
            if (several)
                for (Py_ssize_t nth = 0; fine && nth < several; nth++)
                    fine = !add(of_key, PyTuple_GET_ITEM(named, nth), nth > 0, ((const char *)worst.buf)[key], day, numbers,
                                parent, counts[key], own, out);
            else if (PyUnicode_Check(named) && PyUnicode_GET_LENGTH(named))
                fine = !add(of_key, named, 0, 0, day, numbers, parent, counts[key], own, out);
            else
                for (Py_ssize_t at = 0; at < own_width; at++)
                    out[at] = NAN;
            out += own_width;
            parent += counts[key];
        }
        told = fine ? PyList_New(width) : NULL;
        PyObject *missing = told ? PyFloat_FromDouble(NAN) : NULL;
        for (Py_ssize_t at = 0; missing && at < width; at++) {
            PyObject *one = isnan(numbers[at]) ? Py_NewRef(missing) : PyFloat_FromDouble(numbers[at]);
            if (!one) {
                Py_CLEAR(told);
                break;
            }
            PyList_SET_ITEM(told, at, one);
        }
        if (!missing)
            Py_CLEAR(told);
        Py_XDECREF(missing);
    }
    PyMem_Free(room);
    PyBuffer_Release(&families);
    PyBuffer_Release(&worst);
    PyBuffer_Release(&parents);
    return told;
}

static PyMethodDef functions[] = {
    {"read", read_all, METH_VARARGS, "History._experience"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef cells = {PyModuleDef_HEAD_INIT, "cells", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_cells(void) { return PyModule_Create(&cells); }
