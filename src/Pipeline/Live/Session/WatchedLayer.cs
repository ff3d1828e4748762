using System.Text.Json;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Inspection;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>What a layer put out for the frame that is shown, and which of its channels were silent since somebody began to look.</summary>
/// <param name="name">Its name.</param>
internal sealed class WatchedLayer(string name)
{
    private const double FullShare = 0.99;

    private Network? _network;
    private TensorShape _shape;
    private int _layer;
    private float[] _values = [];
    private float[] _sizes = [];
    private bool[] _isLive = [];
    private double _full;
    private bool _isSigned;
    private int _frames;
    private long _index;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How many look at it.</summary>
    public int Watchers { get; set; }

    /// <summary>The session's revision that was sent last.</summary>
    public long Revision { get; set; } = -1;

    /// <summary>Bytes of all channels.</summary>
    public int Length => _values.Length;

    /// <summary>Takes the layer's values of the frame that is shown.</summary>
    /// <returns>Whether the network has such a layer.</returns>
    public bool Take(LiveStages stages)
    {
        if (!ReferenceEquals(_network, stages.Network) && !Enter(stages.Network)) return false;
        stages.Engine.CopyActivation(stages.Frame.Pass!, _layer, _values);
        _index = stages.Frame.Index;
        _frames++;
        var (smallest, count) = (0f, 0);
        for (var at = 0; at < _values.Length; at++)
        {
            var value = _values[at];
            if (value == 0) continue;
            _isLive[at % _isLive.Length] = true;
            smallest = Math.Min(smallest, value);
            _sizes[count++] = Math.Abs(value);
        }

        _isSigned = smallest < 0;
        _sizes.AsSpan(0, count).Sort();
        _full = count > 0 ? _sizes[Math.Min((int)(FullShare * count), count - 1)] : 0;
        return true;
    }

    /// <summary>Writes the header: what the bytes 0 and 255 stand for, and the silent channels.</summary>
    public void WriteHeader(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "channels"u8);
        json.WriteString("layer"u8, name);
        json.WriteNumber("index"u8, _index);
        json.WriteNumber("count"u8, _shape.Channels);
        json.WriteNumber("height"u8, _shape.Height);
        json.WriteNumber("width"u8, _shape.Width);
        json.WriteNumber("from"u8, _isSigned ? -_full : 0);
        json.WriteNumber("to"u8, _full);
        json.WriteStartArray("dead"u8);
        for (var channel = 0; channel < _isLive.Length; channel++)
        {
            if (!_isLive[channel]) json.WriteNumberValue(channel);
        }

        json.WriteEndArray();
        json.WriteNumber("framesWatched"u8, _frames);
        json.WriteEndObject();
    }

    /// <summary>Writes channel after channel, each row by row, as bytes between the ends of the scale.</summary>
    /// <param name="bytes">Channels x H x W.</param>
    public void Pack(Span<byte> bytes)
    {
        var from = _isSigned ? -_full : 0;
        var scale = _full > 0 ? 255 / (_full - from) : 0;
        var positions = _shape.Height * _shape.Width;
        for (var channel = 0; channel < _shape.Channels; channel++)
        {
            for (var position = 0; position < positions; position++)
            {
                var value = _values[(position * _shape.Channels) + channel];
                bytes[(channel * positions) + position] = (byte)Math.Clamp(Math.Round((value - from) * scale), 0, 255);
            }
        }
    }

    private bool Enter(Network network)
    {
        if (LayerFacts.Of(network).FirstOrDefault(layer => string.Equals(layer.Name, name, StringComparison.Ordinal)) is not { } facts) return false;
        (_network, _shape, _frames) = (network, facts.Output, 0);
        _layer = LayerChoice.AfterActivation(network, facts.Index);
        _values = new float[_shape.Length];
        _sizes = new float[_shape.Length];
        _isLive = new bool[_shape.Channels];
        return true;
    }
}
