using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Models.OnnxRuntime;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>One frame's picture and what was answered about it so far.</summary>
internal sealed class OnnxRuntimePass : ForwardPass
{
    private readonly Action<OnnxRuntimePass> _giveBack;
    private readonly List<BoundFrame> _bound = [];

    /// <summary>Makes room for the picture.</summary>
    public OnnxRuntimePass(Network network, Action<OnnxRuntimePass> giveBack)
    {
        _giveBack = giveBack;
        Picture = new PinnedTensor(1, network.Input.Height, network.Input.Width, network.Input.Channels);
    }

    /// <summary>The picture, H x W x C.</summary>
    public PinnedTensor Picture { get; }

    /// <summary>Which frame it is: answers of other frames don't count.</summary>
    public long Frame { get; private set; }

    /// <summary>What the forward run answered beside the outputs.</summary>
    public BoundFrame? Forward { get; set; }

    /// <summary>Which of those answers were asked for.</summary>
    public (bool Activation, bool Gradient, bool Windows) Asked { get; set; }

    /// <summary>Takes a new picture.</summary>
    public void Take(ReadOnlySpan<float> input, long frame)
    {
        input.CopyTo(Picture.Values);
        (Frame, Asked) = (frame, default);
    }

    /// <summary>The memory that is bound for some questions; null where there is none yet.</summary>
    public BoundFrame? Find(FrameQuestions questions, BankBatch? batch)
    {
        foreach (var bound in _bound)
        {
            if (bound.Questions == questions && bound.Batch == batch) return bound;
        }

        return null;
    }

    /// <summary>What was answered about this frame's activation of a layer.</summary>
    public BoundFrame? WithActivation(int layer)
    {
        foreach (var bound in _bound)
        {
            if (bound.Frame == Frame && bound.Questions.Activation == layer) return bound;
        }

        return null;
    }

    /// <summary>What was answered about this frame's gradient.</summary>
    public BoundFrame? WithGradient(int layer, bool isGuided, ReadOnlySpan<float> weights)
    {
        foreach (var bound in _bound)
        {
            if (bound.Frame == Frame && bound.Questions.Gradient == layer && bound.Questions.IsGuided == isGuided && weights.SequenceEqual(bound.Weights!.Values)) return bound;
        }

        return null;
    }

    /// <summary>What was answered about this frame's windows.</summary>
    public BoundFrame? WithWindows(BankBatch batch, ReadOnlySpan<float> fill)
    {
        foreach (var bound in _bound)
        {
            if (bound.Frame == Frame && bound.Batch == batch && fill.SequenceEqual(bound.Fill!.Values)) return bound;
        }

        return null;
    }

    /// <summary>Keeps bound memory for the frames to come.</summary>
    public void Keep(BoundFrame bound) => _bound.Add(bound);

    /// <summary>Gives back what is bound to windows that are no longer known.</summary>
    public void Forget(BankTensors bank)
    {
        foreach (var bound in _bound.Where(bound => bound.Batch is { } batch && bank.Batches.Contains(batch)).ToArray())
        {
            if (Forward == bound) Forward = null;
            _bound.Remove(bound);
            bound.Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _giveBack(this);
        foreach (var bound in _bound) bound.Dispose();
        _bound.Clear();
        Picture.Dispose();
    }
}
