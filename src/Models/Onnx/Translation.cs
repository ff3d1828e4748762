using Steerlens.Models.Export;

namespace Steerlens.Models.Onnx;

/// <summary>
/// Walks once over a graph and builds the layers. Only nodes that the output needs are looked at; what is constant is
/// computed on the way, what moves values about without changing them becomes an order and not a layer.
/// </summary>
internal sealed class Translation
{
    private const int MaximumNodes = 4096;
    private const int MaximumOutputs = 64;

    /// <summary>Weights and derived constants that one file may ask for, in values: a hostile graph could multiply its own.</summary>
    private const long MaximumWeights = 1L << 26;

    /// <summary>Activations and their orders that one file may ask for, in values of four bytes.</summary>
    private const long MaximumValues = 1L << 25;

    private readonly ModelProto _model;
    private readonly TensorDecoder _decoder;
    private readonly Dictionary<string, TensorProto> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<int, ZeroPadding> _paddings = [];
    private readonly LayerNames _names = new();
    private long _spent;
    private long _spentWeights;

    public Translation(string file, ModelProto model, ExternalData external)
    {
        File = file;
        _model = model;
        OperatorSet = ModelFile.OperatorSetOf(model);
        _decoder = new TensorDecoder(file, external, SpendWeights);
    }

    /// <summary>The file's name, for messages.</summary>
    public string File { get; }

    /// <summary>The version of the operators that the file uses.</summary>
    public long OperatorSet { get; }

    /// <summary>H x W x C of the network's input.</summary>
    public TensorShape Input { get; private set; }

    /// <summary>Builds the network.</summary>
    /// <exception cref="NetworkFormatException">The graph is not one that can be read.</exception>
    public Network Run()
    {
        var graph = _model.Graph;
        if (_model.MetadataProps.Any(entry => entry.Key.StartsWith(OnnxExport.MetadataPrefix, StringComparison.Ordinal)))
            throw Fail("was exported with its map: give the network that it was exported from");
        if (graph.Node.Count > MaximumNodes) throw Fail($"has {graph.Node.Count} nodes, at most {MaximumNodes} are read");
        foreach (var tensor in graph.Initializer)
        {
            if (!_stored.TryAdd(tensor.Name, tensor)) throw Fail($"stores two tensors of the name '{tensor.Name}': its exporter is at fault");
        }

        RequireSingleMakers(graph);
        ComposedOperators.Join(graph, _decoder.Decode);
        var outputs = graph.Output.Select(output => output.Name).ToArray();
        if (outputs.Length is 0 or > MaximumOutputs) throw Fail(outputs.Length == 0 ? "has no output" : $"has {outputs.Length} outputs, at most {MaximumOutputs} are read");
        var needed = CountUses(graph, outputs);
        var input = GraphInput.Find(File, graph, [.. graph.Input.Where(candidate => !_stored.ContainsKey(candidate.Name))]);
        Input = input.Shape;
        Spend(Input.Length);
        _values[input.Name] = input.ToValue();
        for (var index = 0; index < graph.Node.Count; index++)
        {
            if (needed[index]) Translate(new Node(this, graph.Node[index], index + 1), graph.Node[index]);
        }

        return new Network(Path.GetFileNameWithoutExtension(File), Input, Finish(outputs), Contract(outputs));
    }

    /// <summary>What a name stands for.</summary>
    public Value Value(string name, Node reader)
    {
        if (_values.TryGetValue(name, out var value)) return value;
        if (!_stored.TryGetValue(name, out var tensor))
        {
            throw NotMade(name, reader);
        }

        var constant = Decode(tensor);
        _values[name] = constant;
        return constant;
    }

    /// <summary>A stored tensor's values.</summary>
    public Constant Decode(TensorProto tensor)
    {
        var constant = _decoder.Decode(tensor);
        SpendWeights(constant.Count);
        return constant;
    }

    /// <summary>The number of nodes that read a name; the graph's output counts as one.</summary>
    public int Uses(string name) => _uses.GetValueOrDefault(name);

    /// <summary>Says what a name stands for.</summary>
    public void Set(string name, Value value) => _values[name] = value;

    /// <summary>The layer at this index.</summary>
    public Layer Layer(int index) => _layers[index];

    /// <summary>The shape of what a layer puts out, or the input's.</summary>
    public TensorShape ShapeOf(int layer) => layer == Network.InputIndex ? Input : _layers[layer].Output;

    /// <summary>Adds a layer and gives its index.</summary>
    public int Add(Layer layer)
    {
        _layers.Add(layer);
        return _layers.Count - 1;
    }

    /// <summary>Puts a changed layer in the place of a layer.</summary>
    public void Replace(int index, Layer layer) => _layers[index] = layer;

    /// <summary>Remembers that a layer does nothing but put zeros around another.</summary>
    public void RememberZeroPadding(int layer, ZeroPadding padding) => _paddings[layer] = padding;

    /// <summary>The zeros that a value's layer puts around another and that its only reader may take for its own padding; null for none.</summary>
    public ZeroPadding? ZeroPaddingOf(ComputedValue value) => value.Exclusive ? _paddings.GetValueOrDefault(value.Layer) : null;

    /// <summary>A name for a layer with weights: the node's own, or one like conv3.</summary>
    public string NameWeights(string kind, Node node) => _names.ForWeights(kind, node.Name, node.Operator);

    /// <summary>A name for a layer without weights: that of the layer before it with an ending, such as conv3.relu.</summary>
    public string NameAfter(int layer, string ending) => _names.After(layer == Network.InputIndex ? "input" : _layers[layer].Name, ending);

    /// <summary>Counts weights that are about to be allocated.</summary>
    /// <exception cref="NetworkFormatException">The file has asked for too many.</exception>
    public void SpendWeights(long values)
    {
        _spentWeights += values;
        if (_spentWeights > MaximumWeights) throw Fail($"needs more than {MaximumWeights} weights in memory: steering networks are smaller");
    }

    /// <summary>Counts values that are about to be allocated, in units of four bytes.</summary>
    /// <exception cref="NetworkFormatException">The file has asked for too many.</exception>
    public void Spend(long values)
    {
        _spent += values;
        if (_spent > MaximumValues) throw Fail($"needs more than {MaximumValues} values in memory: steering networks are smaller");
    }

    /// <summary>Refuses values that are not numbers.</summary>
    public void RequireFinite(ReadOnlySpan<float> values, string layer, string what)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new NetworkFormatException($"'{File}': {layer}'s {what} hold {(float.IsNaN(value) ? "NaN" : "infinity")}: its training went wrong, or the file is damaged.");
        }
    }

    private static void Translate(Node node, NodeProto proto)
    {
        var operation = proto.Domain is "" or "ai.onnx" ? OperatorTable.Find(proto.OpType) : null;
        if (operation == null)
        {
            var shown = proto.Domain is "" or "ai.onnx" ? proto.OpType : $"{proto.Domain}.{proto.OpType}";
            throw node.Fail($"unsupported operator '{shown}'", RefusedOperators.RemedyOf(proto.OpType, proto.Domain) ?? $"Steerlens reads {string.Join(", ", OperatorTable.Names)}");
        }

        operation(node);
    }

    private NetworkFormatException NotMade(string name, Node reader)
    {
        var nodes = _model.Graph.Node;
        var maker = 0;
        while (maker < nodes.Count && !nodes[maker].Output.Contains(name)) maker++;
        if (maker == nodes.Count) return reader.Fail($"{reader.Operator} reads '{name}', which nothing before it makes", "the file is damaged or its exporter is at fault");
        return maker + 1 >= reader.Place
            ? reader.Fail($"{reader.Operator} reads '{name}', which only node number {maker + 1} makes", "the graph has a cycle, or its nodes are out of order: sort them, or export it again")
            : reader.Fail($"{reader.Operator} reads '{name}', a further output of {nodes[maker].OpType}", "only the first output of that operator is read");
    }

    private void RequireSingleMakers(GraphProto graph)
    {
        var made = new HashSet<string>(graph.Input.Select(input => input.Name).Concat(_stored.Keys), StringComparer.Ordinal);
        for (var index = 0; index < graph.Node.Count; index++)
        {
            if (graph.Node[index].Output.FirstOrDefault(output => output.Length > 0 && !made.Add(output)) is not { } twice) continue;
            var node = new Node(this, graph.Node[index], index + 1);
            throw node.Fail($"{node.Operator} makes '{twice}', which is there already", "each name may be made once: the exporter is at fault");
        }
    }

    /// <summary>Marks the nodes that the outputs need, from the last to the first, and counts who reads what.</summary>
    private bool[] CountUses(GraphProto graph, string[] outputs)
    {
        foreach (var output in outputs) _uses[output] = Uses(output) + 1;
        var needed = new bool[graph.Node.Count];
        for (var index = graph.Node.Count - 1; index >= 0; index--)
        {
            if (!graph.Node[index].Output.Any(_uses.ContainsKey)) continue;
            needed[index] = true;
            foreach (var name in graph.Node[index].Input) _uses[name] = Uses(name) + 1;
        }

        return needed;
    }

    /// <summary>The layers that the outputs need; several outputs are put one behind the other.</summary>
    private Layer[] Finish(string[] outputs)
    {
        var heads = Array.ConvertAll(outputs, Head);
        if (heads is [var only]) return LiveLayers.Of(_layers, only);
        var length = heads.Sum(head => (long)ShapeOf(head).Length);
        Spend(length);
        return LiveLayers.Of(_layers, DenseHeads.Joined(this, heads) ?? Add(new Concatenation("outputs", heads, TensorShape.Vector((int)length))));
    }

    private int Head(string output)
    {
        if (!_values.TryGetValue(output, out var value)) throw Fail($"promises an output '{output}' that nothing makes");
        if (value is not ComputedValue computed) throw Fail($"has an output '{output}' that does not depend on the picture");
        if (computed.Pending != null) throw Fail("ends in an addition or factor that varies from pixel to pixel: only one value for each channel is read there");
        return computed.Layer == Network.InputIndex ? throw Fail("has no layers") : computed.Layer;
    }

    /// <summary>A head's name for its value, or one for each of its values: <c>path[0]</c>.</summary>
    private IEnumerable<string> NamesOf(string output)
    {
        var count = ((ComputedValue)_values[output]).Count;
        return count == 1 ? [output] : Enumerable.Range(0, count).Select(index => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{output}[{index}]"));
    }

    private InputContract Contract(string[] outputs)
    {
        try
        {
            var contract = InputContractMetadata.Read(_model.MetadataProps.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)), Input.Channels);

            // Heads are called what the graph calls them, unless the file states names, or exporters numbered them.
            var areNamed = outputs.Length > 1 && contract.Outputs.Count == 0 && outputs.All(LayerNames.IsForPeople);
            return areNamed ? contract with { Outputs = [.. outputs.SelectMany(NamesOf)] } : contract;
        }
        catch (NetworkFormatException exception)
        {
            throw new NetworkFormatException($"'{File}': {exception.Message}", exception);
        }
    }

    private NetworkFormatException Fail(string what) => new($"the network '{File}' {what}.");
}
