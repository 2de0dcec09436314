//! The graph on its runtime: rows in, scores out.
//!
//! A run works on one thread. Callers on several threads run side by side, each on a pool of its own
//! that is kept for the next run.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{
    Model, ModelOptions, NodeId, OpRegistry, RunOptions, ThreadPool, Value, ValueOrView, ValueView,
    op_registry,
};

use crate::batch::padded;
use crate::marked::Row;
use crate::weights::Error;

/// The outputs of a reading, in the order in which they are asked for.
const READ: [&str; 9] = [
    "tag",
    "arc",
    "label",
    "entity",
    "event",
    "mode",
    "status",
    "certainty",
    "link",
];
/// How many of them, from the first, are of tags, tree and names.
const OF_TREE: usize = 4;
/// The output that types a relation.
const RELATION: &str = "relation";

/// A graph that is ready to run.
pub(crate) struct Graph {
    model: Model,
    inputs: Inputs<NodeId>,
    read: [NodeId; READ.len()],
    relation: NodeId,
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

/// What each input has.
struct Inputs<T> {
    ids: T,
    mask: T,
    /// Graphs that know no letter case have no such input.
    case: Option<T>,
    first: T,
    words: T,
    source: T,
    target: T,
}

/// Scores of a batch: those of one row follow those of another, each as long as the batch's longest.
pub(crate) struct Scores {
    /// How many words each row is padded to.
    pub(crate) width: usize,
    /// `[row][word][tag]`.
    pub(crate) tag: Vec<f32>,
    /// `[row][word][head]`, head 0 the root.
    pub(crate) arc: Vec<f32>,
    /// `[row][word][head][relation]`.
    pub(crate) label: Vec<f32>,
    /// `[row][word][class]`.
    pub(crate) entity: Vec<f32>,
    /// `[row][word][type]`.
    pub(crate) event: Vec<f32>,
    /// `[row][word][mode]`.
    pub(crate) mode: Vec<f32>,
    /// `[row][word][status]`.
    pub(crate) status: Vec<f32>,
    /// `[row][word][certainty]`.
    pub(crate) certainty: Vec<f32>,
    /// `[row][word][linked word][kind]`.
    pub(crate) link: Vec<f32>,
}

impl Graph {
    /// Reads a graph in the ONNX format.
    ///
    /// # Errors
    /// Where it is none, needs what the runtime lacks, or has not the inputs and outputs that the
    /// README of this crate lists.
    pub(crate) fn read(graph: Cow<'static, [u8]>) -> Result<Self, Error> {
        // Packed once for all runs: packing anew each time costs more than a sentence.
        let mut options = ModelOptions::with_ops(operators());
        options.prepack_weights(true);
        let model = match graph {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(bytes) => options.load(bytes),
        };
        let model = model.map_err(|error| Error::Graph(error.to_string()))?;
        let node = |name: &str| {
            let id = model.find_node(name);
            id.ok_or_else(|| Error::Graph(format!("it has no input or output \"{name}\"")))
        };
        let mut read = [node(READ[0])?; READ.len()];
        for (id, name) in read.iter_mut().zip(READ) {
            *id = node(name)?;
        }
        Ok(Self {
            inputs: Inputs {
                ids: node("ids")?,
                mask: node("mask")?,
                case: model.find_node("case"),
                first: node("first")?,
                words: node("words")?,
                source: node("source")?,
                target: node("target")?,
            },
            read,
            relation: node(RELATION)?,
            model,
            idle: Mutex::default(),
        })
    }

    /// The scores of rows of one padded length; with `events_only` those of tags and tree are empty,
    /// and not computed.
    ///
    /// # Errors
    /// What the runtime says, where the graph does not run.
    pub(crate) fn scores(&self, rows: &[&Row], events_only: bool) -> Result<Scores, String> {
        let width = longest(rows, |row| row.first.len());
        let from = if events_only { OF_TREE } else { 0 };
        let values = self.run(rows, width, &self.read[from..])?;
        let sizes = [
            width,
            width + 1,
            0,
            width,
            width,
            width,
            width,
            width,
            width * width,
        ];
        let mut found = vec![Vec::new(); from];
        for ((value, name), least) in values.into_iter().zip(&READ[from..]).zip(&sizes[from..]) {
            let scores = flat(value, name)?;
            if scores.len() < rows.len() * least {
                return Err(format!("its output \"{name}\" is too short"));
            }
            found.push(scores);
        }
        let [
            tag,
            arc,
            label,
            entity,
            event,
            mode,
            status,
            certainty,
            link,
        ]: [Vec<f32>; READ.len()] = found
            .try_into()
            .map_err(|_| "it gave not all outputs".to_owned())?;
        Ok(Scores {
            width,
            tag,
            arc,
            label,
            entity,
            event,
            mode,
            status,
            certainty,
            link,
        })
    }

    /// The scores of the classes of a relation, row after row.
    ///
    /// # Errors
    /// What the runtime says, where the graph does not run.
    pub(crate) fn relations(&self, rows: &[&Row]) -> Result<Vec<f32>, String> {
        let values = self.run(rows, 1, &[self.relation])?;
        let value = values.into_iter().next();
        flat(value.ok_or("it gave no output")?, RELATION)
    }

    fn run(&self, rows: &[&Row], width: usize, outputs: &[NodeId]) -> Result<Vec<Value>, String> {
        let pieces = padded(longest(rows, |row| row.ids.len()));
        let shape = [rows.len(), pieces];
        let words = [rows.len(), width];
        let ids = filled(rows, pieces, |row| row.ids.iter().copied());
        let mask = filled(rows, pieces, |row| row.ids.iter().map(|_| 1));
        let case = filled(rows, pieces, |row| row.case.iter().copied());
        let first = filled(rows, width, |row| row.first.iter().copied());
        let present = filled(rows, width, |row| row.first.iter().map(|_| 1));
        let [source, target] = [0, 1].map(|side| {
            let places: Vec<i32> = rows.iter().map(|row| row.parties[side]).collect();
            places
        });
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> = Vec::with_capacity(7);
        let mut put = |node: NodeId, shape: &[usize], data| -> Result<(), String> {
            let view = ValueView::from_shape(shape, data).map_err(|error| error.to_string())?;
            inputs.push((node, view.into()));
            Ok(())
        };
        put(self.inputs.ids, &shape, &ids)?;
        put(self.inputs.mask, &shape, &mask)?;
        if let Some(node) = self.inputs.case {
            put(node, &shape, &case)?;
        }
        put(self.inputs.first, &words, &first)?;
        put(self.inputs.words, &words, &present)?;
        put(self.inputs.source, &shape[..1], &source)?;
        put(self.inputs.target, &shape[..1], &target)?;
        let pool = self.pool();
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let values = self
            .model
            .run(inputs, outputs, Some(options))
            .map_err(|error| error.to_string());
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(pool);
        values
    }

    /// An idle pool of one thread, or a new one: there are as many as threads that ever ran at once.
    fn pool(&self) -> Arc<ThreadPool> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)))
    }
}

/// The operators that a graph may have, which are those that `training/` writes: no other is linked,
/// since all of the runtime's would make the program larger by megabytes.
fn operators() -> OpRegistry {
    op_registry!(
        Add,
        Cast,
        Concat,
        ConstantOfShape,
        DequantizeLinear,
        Div,
        Equal,
        Erf,
        Expand,
        Gather,
        GatherElements,
        Greater,
        LayerNormalization,
        MatMul,
        MatMulInteger,
        Mul,
        Pad,
        QuantizeLinear,
        Range,
        ReduceSum,
        Reshape,
        Shape,
        Slice,
        Softmax,
        Squeeze,
        Sub,
        Transpose,
        Unsqueeze,
        Where
    )
}

/// At least one, so that no input is empty.
fn longest(rows: &[&Row], length: impl Fn(&Row) -> usize) -> usize {
    rows.iter().map(|row| length(row)).max().unwrap_or(0).max(1)
}

/// The rows one after another, each filled up with 0.
fn filled<'r, I: Iterator<Item = i32>>(
    rows: &[&'r Row],
    length: usize,
    values: impl Fn(&'r Row) -> I,
) -> Vec<i32> {
    let mut all = Vec::with_capacity(rows.len() * length);
    for row in rows {
        let start = all.len();
        all.extend(values(row).take(length));
        all.resize(start + length, 0);
    }
    all
}

fn flat(value: Value, name: &str) -> Result<Vec<f32>, String> {
    match value {
        Value::FloatTensor(scores) => Ok(scores.into_data()),
        _ => Err(format!("its output \"{name}\" is not of numbers")),
    }
}
