using Microsoft.ML.OnnxRuntime;
using Steerlens.Models;
using Steerlens.Models.OnnxRuntime;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>A session with the memory that it reads and writes for one pass.</summary>
internal sealed class BoundFrame : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options;
    private readonly PinnedTensor _picture;
    private readonly OrtIoBinding _binding;
    private readonly bool _copiesInputs;

    /// <summary>Makes and binds the memory.</summary>
    /// <param name="session">The graph of the questions.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="questions">What the session answers.</param>
    /// <param name="picture">The pass's picture, 1 x H x W x C; its owner gives it back.</param>
    /// <param name="batch">The windows; null where there are none.</param>
    /// <param name="copiesInputs">Whether binding an input copies it to a device: what has changed is then bound anew for each run.</param>
    public BoundFrame(InferenceSession session, RunOptions options, Network network, FrameQuestions questions, PinnedTensor picture, BankBatch? batch, bool copiesInputs)
    {
        (_session, _options, _picture, _copiesInputs, Questions, Batch) = (session, options, picture, copiesInputs, questions, batch);
        _binding = session.CreateIoBinding();
        Outputs = new PinnedTensor(1, network.OutputCount);
        _binding.BindOutput(FrameGraph.Outputs, Outputs.Value);
        if (questions.Activation is { } layer) _binding.BindOutput(FrameGraph.Activation, (Activation = Of(network.ShapeOf(layer))).Value);
        if (questions.Gradient is { } below)
        {
            Weights = new PinnedTensor(1, network.OutputCount);
            _binding.BindOutput(FrameGraph.Gradient, (Gradient = Of(network.ShapeOf(below))).Value);
        }

        if (batch is not null)
        {
            Fill = Of(network.Input);
            Masked = new PinnedTensor(questions.Windows, network.OutputCount);
            _binding.BindInput(FrameGraph.Rows, batch.Rows.Value);
            _binding.BindInput(FrameGraph.Columns, batch.Columns.Value);
            _binding.BindOutput(FrameGraph.Masked, Masked.Value);
        }

        BindChanging();
    }

    /// <summary>What it answers.</summary>
    public FrameQuestions Questions { get; }

    /// <summary>The windows; null where there are none.</summary>
    public BankBatch? Batch { get; }

    /// <summary>The number of the frame that its answers are of; 0 for none.</summary>
    public long Frame { get; set; }

    /// <summary>The network's outputs.</summary>
    public PinnedTensor Outputs { get; }

    /// <summary>The layer's values, H x W x C.</summary>
    public PinnedTensor? Activation { get; }

    /// <summary>The gradient, H x W x C.</summary>
    public PinnedTensor? Gradient { get; }

    /// <summary>To be set: one weight for each output.</summary>
    public PinnedTensor? Weights { get; }

    /// <summary>To be set: what masked pixels show, H x W x C.</summary>
    public PinnedTensor? Fill { get; }

    /// <summary>The outputs of each window.</summary>
    public PinnedTensor? Masked { get; }

    /// <summary>Runs the session on what its inputs hold.</summary>
    /// <exception cref="OnnxRuntimeException">It failed.</exception>
    public void Run(long frame)
    {
        if (_copiesInputs) BindChanging();
        _session.RunWithBinding(_options, _binding);
        if (_copiesInputs) _binding.SynchronizeBoundOutputs();
        Frame = frame;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        Outputs.Dispose();
        Activation?.Dispose();
        Gradient?.Dispose();
        Weights?.Dispose();
        Fill?.Dispose();
        Masked?.Dispose();
    }

    private static PinnedTensor Of(TensorShape shape) => new(1, shape.Height, shape.Width, shape.Channels);

    private void BindChanging()
    {
        _binding.BindInput(FrameGraph.Picture, _picture.Value);
        if (Weights is not null) _binding.BindInput(FrameGraph.Weights, Weights.Value);
        if (Fill is not null) _binding.BindInput(FrameGraph.Fill, Fill.Value);
    }
}
