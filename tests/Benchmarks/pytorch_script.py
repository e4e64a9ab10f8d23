"""The script that the workbook rebuilds, as a server: the side-by-side benchmark asks for one training at a time.

Reads one JSON line with the ratings (0 = not rated) and the settings, then trains once per further line and answers
each with a JSON line: the seconds of the training loop and the loss of its last step. PyTorch is imported before the
clock starts, and runs on one thread.
"""
import json
import sys
import time

import torch


def train(ratings, mask, seed, latent_dim, steps, learning_rate, weight):
    torch.manual_seed(seed)
    users = torch.randn(ratings.shape[0], latent_dim, requires_grad=True)
    items = torch.randn(ratings.shape[1], latent_dim, requires_grad=True)
    squared_error = torch.nn.MSELoss()
    adam = torch.optim.Adam([users, items], lr=learning_rate)
    for _ in range(steps):
        adam.zero_grad()
        predicted = users @ items.t()
        loss = squared_error(predicted[mask], ratings[mask]) + weight * (users.norm(2) + items.norm(2))
        loss.backward()
        adam.step()
    return loss.item()


def main():
    torch.set_num_threads(1)
    settings = json.loads(sys.stdin.readline())
    ratings = torch.tensor(settings.pop("ratings"), dtype=torch.float32)
    mask = ratings > 0
    print(json.dumps({"version": torch.__version__}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        loss = train(ratings, mask, **settings)
        print(json.dumps({"seconds": time.perf_counter() - start, "loss": loss}), flush=True)


main()
